package control

import "context"

// Follow implements Channels.
func (c *Client) Follow(ctx context.Context, req FollowRequest) (out Channel, err error) {
	err = c.ask(ctx, "follow", req, &out)
	return out, err
}

// Unfollow implements Channels.
func (c *Client) Unfollow(ctx context.Context, name string) error {
	return c.ask(ctx, "unfollow", channelArgs{Name: name}, nil)
}

// Refresh implements Channels.
func (c *Client) Refresh(ctx context.Context, name string) (out []Channel, err error) {
	err = c.ask(ctx, "refresh", channelArgs{Name: name}, &out)
	return out, err
}

// Following implements Channels.
func (c *Client) Following(ctx context.Context) (out []Channel, err error) {
	err = c.ask(ctx, "following", nil, &out)
	return out, err
}

// Listed implements Channels.
func (c *Client) Listed(ctx context.Context, name string) (out Channel, err error) {
	err = c.ask(ctx, "listed", channelArgs{Name: name}, &out)
	return out, err
}

// SetRules implements Channels.
func (c *Client) SetRules(ctx context.Context, req RulesRequest) (out Channel, err error) {
	err = c.ask(ctx, "rules", req, &out)
	return out, err
}

// ReportBundle implements Channels.
func (c *Client) ReportBundle(ctx context.Context, req ReportRequest) (out Report, err error) {
	err = c.ask(ctx, "report", req, &out)
	return out, err
}

// NewChannel implements Channels.
func (c *Client) NewChannel(ctx context.Context, req NewChannelRequest) (out NewChannel, err error) {
	err = c.ask(ctx, "channel-new", req, &out)
	return out, err
}

// OwnChannels implements Channels.
func (c *Client) OwnChannels(ctx context.Context) (out []OwnChannel, err error) {
	err = c.ask(ctx, "channels", nil, &out)
	return out, err
}

// PublishChannel implements Channels.
func (c *Client) PublishChannel(ctx context.Context, req PublishChannelRequest) (out OwnChannel, err error) {
	err = c.ask(ctx, "channel-publish", req, &out)
	return out, err
}

// AwaitAnnounced implements Channels.
func (c *Client) AwaitAnnounced(ctx context.Context, name string) (out OwnChannel, err error) {
	err = c.ask(ctx, "channel-announced", channelArgs{Name: name}, &out)
	return out, err
}

// ExportChannel implements Channels.
func (c *Client) ExportChannel(ctx context.Context, name, to string) (out OwnChannel, err error) {
	err = c.ask(ctx, "channel-export", channelArgs{name, to}, &out)
	return out, err
}

// RotateChannel implements Channels.
func (c *Client) RotateChannel(ctx context.Context, req RotateRequest) (out OwnChannel, err error) {
	err = c.ask(ctx, "channel-rotate", req, &out)
	return out, err
}

// RootKey implements Channels.
func (c *Client) RootKey(ctx context.Context, name, passphrase string) (out string, err error) {
	err = c.ask(ctx, "channel-root", rootArgs{name, passphrase}, &out)
	return out, err
}

// RecoverChannel implements Channels.
func (c *Client) RecoverChannel(ctx context.Context, req RecoverRequest) (out OwnChannel, err error) {
	err = c.ask(ctx, "channel-recover", req, &out)
	return out, err
}
