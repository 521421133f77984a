package library

// Shape is one of the cuts in which a bundle's picture is kept.
type Shape string

// The shapes, with their sizes in pixels at scale 2.
const (
	ShapeCard   Shape = "card"   // 352 × 198, 16:9
	ShapePoster Shape = "poster" // 400 × 580, 2:3; the cover of music is square in it
	ShapeHero   Shape = "hero"   // 1280 × 480, behind a title
)

// Size is the picture's width and height in pixels; 0, 0 for an unknown shape.
func (s Shape) Size() (width, height int) {
	switch s {
	case ShapeCard:
		return 352, 198
	case ShapePoster:
		return 400, 580
	case ShapeHero:
		return 1280, 480
	}
	return 0, 0
}
