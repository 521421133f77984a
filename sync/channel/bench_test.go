package channel

import (
	"testing"

	"matinee/library/format"
)

// BenchmarkVerify1000 verifies a channel of 1,000 bundles as a follower does that has
// fetched it: the channel by its signature and against what is held, and of each
// bundle the manifest and the terms by their hashes, read from disk.
func BenchmarkVerify1000(b *testing.B) {
	const bundles = 1000
	o := studio(b)
	_, err := o.Publish(day(1), func(c *format.Channel) error {
		for i := range bundles {
			put, err := o.Put(film(b, o, i+1))
			if err == nil {
				err = put(c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	must(b, err)
	raw := o.Channel().Bytes()
	held := format.Held{Root: o.Root()}
	b.ReportMetric(float64(len(raw)), "channel-bytes")
	for b.Loop() {
		c, err := format.Read[format.Channel](raw)
		must(b, err)
		next, err := held.Accept(c, day(2))
		must(b, err)
		if next.Seq != 2 {
			b.Fatal(next)
		}
		for _, d := range o.ReadAll(o.Root(), c.Doc.Bundles) {
			must(b, d.Err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/verified")
}
