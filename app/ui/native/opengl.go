//go:build cgo && ((!gles && !arm && !arm64) || darwin)

package native

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Renderer names what draws in the context that is current.
func Renderer() string { return gl.GoStr(gl.GetString(gl.RENDERER)) }

// IsSoftware reports whether a renderer is a program that plays a graphics
// processor: what it draws, the processor draws.
func IsSoftware(renderer string) bool {
	name := strings.ToLower(renderer)
	for _, known := range []string{"llvmpipe", "softpipe", "swr", "software", "swiftshader", "gdi generic", "swrast", "warp"} {
		if strings.Contains(name, known) {
			return true
		}
	}
	return name == ""
}

// Function finds a function of OpenGL by its name.
func Function(name string) unsafe.Pointer { return glfw.GetProcAddress(name) }

// Canvas draws into a texture of the toolkit's. The zero Canvas is ready.
type Canvas struct {
	frame, texture uint32
	width, height  int
	exact          bool
}

// ErrNoTexture tells that the toolkit has no texture there, or not yet.
var ErrNoTexture = errors.New("the toolkit has no texture there")

// Begin makes the texture that is bound to a unit the target of drawing, of the
// given size in pixels, and returns its framebuffer object. End must follow,
// unless there is an error.
func (c *Canvas) Begin(unit uint32, width, height int) (frame int, err error) {
	for code := gl.GetError(); code != gl.NO_ERROR; { // of others
		code = gl.GetError()
	}
	gl.PushAttrib(gl.ALL_ATTRIB_BITS)
	gl.PushClientAttrib(gl.CLIENT_ALL_ATTRIB_BITS)
	if err = c.attach(unit, width, height); err != nil {
		c.restore()
		return 0, err
	}
	return int(c.frame), nil
}

func (c *Canvas) attach(unit uint32, width, height int) error {
	gl.ActiveTexture(gl.TEXTURE0 + unit)
	texture := bound()
	if texture == 0 {
		return ErrNoTexture
	}
	if c.frame == 0 {
		gl.GenFramebuffers(1, &c.frame)
	}
	gl.BindFramebuffer(gl.FRAMEBUFFER, c.frame)
	if texture == c.texture && width == c.width && height == c.height {
		return nil
	}
	// The toolkit keeps the texture's name and never looks at its size, so that it
	// can get another one here, in the same paint that shows it.
	gl.TexImage2D(gl.TEXTURE_2D, 0, gl.RGBA, int32(width), int32(height), 0, gl.RGBA, gl.UNSIGNED_BYTE, nil)
	filter(true)
	gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
	if status := gl.CheckFramebufferStatus(gl.FRAMEBUFFER); status != gl.FRAMEBUFFER_COMPLETE {
		return fmt.Errorf("the framebuffer is not complete: %#x", status)
	}
	c.texture, c.width, c.height = texture, width, height
	return nil
}

// Upload puts an image, of four bytes a pixel, into the texture that is bound to a
// unit. Exact means that it is shown as large as it is.
func (c *Canvas) Upload(unit uint32, width, height int, pix []byte, exact bool) error {
	gl.ActiveTexture(gl.TEXTURE0 + unit)
	defer gl.ActiveTexture(gl.TEXTURE0)
	texture := bound()
	if texture == 0 {
		return ErrNoTexture
	}
	if texture == c.texture && width == c.width && height == c.height && exact == c.exact {
		gl.TexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, int32(width), int32(height), gl.RGBA, gl.UNSIGNED_BYTE, gl.Ptr(pix))
		return nil
	}
	gl.TexImage2D(gl.TEXTURE_2D, 0, gl.RGBA, int32(width), int32(height), 0, gl.RGBA, gl.UNSIGNED_BYTE, gl.Ptr(pix))
	filter(exact)
	c.texture, c.width, c.height, c.exact = texture, width, height, exact
	return nil
}

// filter says how the texture is stretched. What is not stretched needs none, and
// that is faster by half where the processor draws.
func filter(exact bool) {
	how := int32(gl.LINEAR)
	if exact {
		how = gl.NEAREST
	}
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, how)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, how)
}

// bound is the texture of the unit that is active.
func bound() uint32 {
	var texture int32
	gl.GetIntegerv(gl.TEXTURE_BINDING_2D, &texture)
	return uint32(texture)
}

// End gives the toolkit its state back and tells what OpenGL complained of.
func (c *Canvas) End() error {
	code := gl.GetError()
	c.restore()
	if code != gl.NO_ERROR {
		return fmt.Errorf("OpenGL error %#x", code)
	}
	return nil
}

func (c *Canvas) restore() {
	gl.UseProgram(0)
	gl.BindFramebuffer(gl.FRAMEBUFFER, 0)
	gl.PopClientAttrib()
	gl.PopAttrib()
	gl.ActiveTexture(gl.TEXTURE0)
}

// Free forgets the framebuffer object; the texture is the toolkit's.
func (c *Canvas) Free() {
	if c.frame != 0 {
		gl.DeleteFramebuffers(1, &c.frame)
	}
	*c = Canvas{}
}
