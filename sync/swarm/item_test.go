package swarm

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha1"
	"net"
	"net/netip"
	"strconv"
	"testing"

	"github.com/anacrolix/dht/v2/bep44"
	"github.com/anacrolix/torrent/bencode"

	"matinee/library"
)

// signing is a key of the tests.
func signing(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

// mutable signs an item.
func mutable(key ed25519.PrivateKey, salt string, seq int64, text string) library.Mutable {
	value := []byte(strconv.Itoa(len(text)) + ":" + text)
	return library.Mutable{
		Key: library.KeyOf(key.Public().(ed25519.PublicKey)), Salt: salt, Seq: seq, Value: value,
		Sig: bep44.Sign(key, []byte(salt), seq, value),
	}
}

// inTheDHT are engines that know each other. A node is named to others only after
// it has answered, which in an idle network takes minutes; so each asks each.
func inTheDHT(t testing.TB, count int, through ...string) []*rig {
	t.Helper()
	rigs := []*rig{newRig(t, inDHT(through...))}
	for len(rigs) < count {
		rigs = append(rigs, newRig(t, inDHT(append(through, rigs[0].addr())...)))
	}
	for _, a := range rigs {
		for _, b := range rigs {
			if a != b {
				eventually(t, "an answer", func() bool {
					return a.socks.dht.Ping(net.UDPAddrFromAddrPort(netip.MustParseAddrPort(b.addr()))).ToError() == nil
				})
			}
		}
	}
	return rigs
}

// TestItems: what one engine puts another gets; a newer one replaces it, an older
// or a second one of the same seq is refused, by the engine and by the nodes.
func TestItems(t *testing.T) {
	t.Parallel()
	rigs := inTheDHT(t, 6)
	key := signing(1)
	one, two := mutable(key, "s", 1, "one"), mutable(key, "s", 2, "two")
	none, err := rigs[1].GetItem(t.Context(), one.Key, "s")
	must(t, err)
	if none.OK() || none.Asked == 0 {
		t.Errorf("before anything was put: %+v", none)
	}
	taken, err := rigs[1].PutItem(t.Context(), one)
	must(t, err)
	if taken < 4 {
		t.Errorf("%d nodes took it", taken)
	}
	_, err = rigs[2].PutItem(t.Context(), two)
	must(t, err)
	found, err := rigs[3].GetItem(t.Context(), one.Key, "s")
	must(t, err)
	if found.Item.Seq != 2 || !bytes.Equal(found.Item.Value, two.Value) || !bytes.Equal(found.Item.Sig, two.Sig) ||
		found.Holders < 3 || found.Holders > found.Asked || found.Rival {
		t.Errorf("found %+v", found)
	}
	for _, bad := range []struct {
		item library.Mutable
		code library.Code
	}{
		{one, library.CodeRolledBack},
		{mutable(key, "s", 2, "other"), library.CodeForked},
		{library.Mutable{Key: one.Key, Seq: 9, Value: []byte("1:x"), Sig: make([]byte, 64)}, library.CodeBadSignature},
		{mutable(key, "s", 9, string(make([]byte, 1100))), library.CodeBadSignature},
	} {
		if _, err := rigs[4].PutItem(t.Context(), bad.item); library.CodeOf(err) != bad.code {
			t.Errorf("%s: %v", bad.code, err)
		}
	}
	if other, err := rigs[4].GetItem(t.Context(), one.Key, "other salt"); err != nil || other.OK() {
		t.Errorf("under another salt: %+v, %v", other, err)
	}
	if _, err := rigs[4].GetItem(t.Context(), "no key", ""); err == nil {
		t.Error("no key is looked for")
	}
}

// lyingNode is a node that answers every query with what a test says.
func lyingNode(t *testing.T, id []byte, answer func(target []byte) map[string]any) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
	go func() {
		defer close(done)
		for buf := make([]byte, 1<<16); ; {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var q struct {
				T string `bencode:"t"`
				A struct {
					Target string `bencode:"target"`
				} `bencode:"a"`
			}
			_ = bencode.Unmarshal(buf[:n], &q) // what does not fit is answered all the same
			r := map[string]any{"token": "x", "id": id}
			if len(q.A.Target) == 20 {
				for name, value := range answer([]byte(q.A.Target)) {
					r[name] = value
				}
			}
			raw, err := bencode.Marshal(map[string]any{"t": q.T, "y": "r", "r": r})
			if err == nil {
				_, _ = conn.WriteTo(raw, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// TestItemsAmongLiars: nodes that leave seq out, sign wrongly, send a huge value, or
// name others without end neither end the program nor hide the true item.
func TestItemsAmongLiars(t *testing.T) {
	t.Parallel()
	key := signing(2)
	good := mutable(key, "", 3, "good")
	public := []byte(key.Public().(ed25519.PublicKey))
	endless := byte(0)
	lies := map[string]func(target []byte) map[string]any{
		"no seq":  func([]byte) map[string]any { return map[string]any{"k": public, "v": "good", "sig": good.Sig} },
		"no item": func([]byte) map[string]any { return map[string]any{"seq": 99} },
		"wrong": func([]byte) map[string]any {
			return map[string]any{"k": public, "v": "evil", "sig": good.Sig, "seq": 99}
		},
		"of other": func([]byte) map[string]any {
			i := mutable(signing(3), "", 99, "x")
			return map[string]any{"k": []byte(i.Key.Public()), "v": "x", "sig": i.Sig, "seq": 99}
		},
		"huge": func([]byte) map[string]any {
			i := mutable(key, "", 99, string(make([]byte, 3000)))
			return map[string]any{"k": public, "v": string(make([]byte, 3000)), "sig": i.Sig, "seq": 99}
		},
		"endless": func(target []byte) map[string]any {
			endless++
			near := append(bytes.Clone(target[:18]), endless, 1)
			return map[string]any{"nodes": append(near, 127, 0, 0, 1, 0, endless)}
		},
	}
	var through []string
	for _, answer := range lies {
		near := sha1.Sum(public)
		near[19] ^= byte(len(through)) // closer than any honest node
		through = append(through, lyingNode(t, near[:], answer))
	}
	rigs := inTheDHT(t, 4, through...)
	eventually(t, "a node that takes it", func() bool {
		_, err := rigs[1].PutItem(t.Context(), good)
		return err == nil
	})
	eventually(t, "the true item", func() bool {
		found, err := rigs[2].GetItem(t.Context(), good.Key, "")
		must(t, err)
		if found.OK() && found.Item.Seq != 3 {
			t.Fatalf("it believes %+v", found)
		}
		return found.OK()
	})
}
