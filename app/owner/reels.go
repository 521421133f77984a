package owner

import (
	"context"

	"matinee/app/adverts"
	"matinee/sync/swarm"
)

// reels are torrents beside the library with the films of stores' advertisements. Addresses
// that such a torrent names are not used: a store is asked where its channel says that it is.
type reels struct{ engine *swarm.Engine }

// Join implements adverts.Swarm.
func (r reels) Join(ctx context.Context, j adverts.Joining) (adverts.Films, error) {
	a, err := r.engine.OpenAside(ctx, j.ID, swarm.AsideOptions{Torrent: j.Torrent, Folder: j.Folder, Path: j.Path, Most: j.Most})
	if err != nil {
		return nil, err
	}
	return a, nil
}
