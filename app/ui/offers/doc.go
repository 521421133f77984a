// Package offers says what the signed terms of a bundle offer: what each edition costs
// and what opens it, where it stands in its window, and where the money goes. Several
// screens say so; they all do it here.
//
// It must not know the screens, nor how anything is bought.
package offers
