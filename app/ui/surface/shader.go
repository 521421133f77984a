package surface

// fragment shows the texture named video in the object's bounds. Until something
// was drawn there it is transparent; what mpv draws counts as opaque.
const fragment = `#version 110

uniform vec2 frame;
uniform vec4 bounds;
uniform float opaque;
uniform sampler2D video;

void main() {
    vec2 at = vec2(gl_FragCoord.x, frame.y - gl_FragCoord.y);
    vec2 part = (at - bounds.xy) / (bounds.zw - bounds.xy);
    vec4 color = texture2D(video, part);
    gl_FragColor = vec4(color.rgb, max(color.a, opaque));
}
`

const fragmentES = `#version 100

#ifdef GL_ES
precision mediump float;
#endif

uniform vec2 frame;
uniform vec4 bounds;
uniform float opaque;
uniform sampler2D video;

void main() {
    vec2 at = vec2(gl_FragCoord.x, frame.y - gl_FragCoord.y);
    vec2 part = (at - bounds.xy) / (bounds.zw - bounds.xy);
    vec4 color = texture2D(video, part);
    gl_FragColor = vec4(color.rgb, max(color.a, opaque));
}
`
