// Package com calls objects of Windows' Component Object Model, and is one where Windows
// calls back. It must not know what the objects are for: a method is named by its place in
// the object's table.
package com
