/* Lets the binding build against libmpv before API 2.2 (Debian 12 has 2.0): it
 * calls two functions that came later. This file goes in front of the include
 * path, takes in the real header and adds what that lacks. */
#include_next <mpv/client.h>

#ifndef MATINEE_MPV_COMPAT_H
#define MATINEE_MPV_COMPAT_H

#if MPV_CLIENT_API_VERSION < MPV_MAKE_VERSION(2, 1)
static inline int mpv_del_property(mpv_handle *ctx, const char *name) {
    const char *args[] = {"del", name, 0};
    return mpv_command(ctx, args);
}
#endif

#if MPV_CLIENT_API_VERSION < MPV_MAKE_VERSION(2, 2)
static inline int64_t mpv_get_time_ns(mpv_handle *ctx) {
    return mpv_get_time_us(ctx) * 1000;
}
#endif

#endif
