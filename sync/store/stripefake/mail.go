package stripefake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Mail is how badly messages travel.
type Mail struct {
	Held   bool          // nothing is sent by itself; tests send Messages
	Copies int           // of each; 0 and 1 are one
	Delay  time.Duration // each copy takes up to as long, so that they overtake one another
	Lose   float64       // the part of copies that never arrive, and are not sent again
}

// The pace at which a message is sent again that was not taken.
const (
	mailRetry = 200 * time.Millisecond
	mailTries = 300
	mailTime  = 20 * time.Second
)

// postman sends messages; each copy has a goroutine, which Close waits for.
type postman struct {
	s      *Server
	ctx    context.Context // ends what runs beside the server
	cancel context.CancelFunc
	client *http.Client
	all    sync.WaitGroup

	mu   sync.Mutex
	sent []Message
}

// Message is one that tells of an event.
type Message struct {
	Type string
	Body []byte
}

func (p *postman) start(s *Server) {
	p.s, p.client = s, &http.Client{Transport: &http.Transport{}, Timeout: mailTime}
	p.ctx, p.cancel = context.WithCancel(context.Background())
}

func (p *postman) stop() {
	p.cancel()
	p.all.Wait()
	p.client.CloseIdleConnections()
}

// tell makes a message of an event. The server's lock is held.
func (s *Server) tell(kind, id, intent string) {
	about := object{"id": id}
	if intent != "" {
		about["payment_intent"] = intent
	}
	body, err := json.Marshal(object{
		"id": newID("evt"), "object": "event", "type": kind, "created": s.cfg.Now().Unix(), "livemode": false, "data": object{"object": about},
	})
	if err != nil {
		return // there is nothing in it that could fail
	}
	m := Message{kind, body}
	s.post.mu.Lock()
	s.post.sent = append(s.post.sent, m)
	s.post.mu.Unlock()
	if s.cfg.Mail.Held || s.cfg.Webhook == "" {
		return
	}
	for range max(1, s.cfg.Mail.Copies) {
		if rand.Float64() >= s.cfg.Mail.Lose {
			s.post.all.Go(func() { s.post.deliver(m) })
		}
	}
}

// Messages are all that were ever told, in order.
func (s *Server) Messages() []Message {
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	return append([]Message(nil), s.post.sent...)
}

// deliver sends a copy until it is taken.
func (p *postman) deliver(m Message) {
	wait := time.Duration(0)
	if d := p.s.cfg.Mail.Delay; d > 0 {
		wait = rand.N(d)
	}
	for range mailTries {
		select {
		case <-p.ctx.Done():
			return
		case <-time.After(wait):
		}
		if status, err := p.s.Send(p.ctx, m); err == nil && status < http.StatusMultipleChoices {
			return
		}
		wait = mailRetry
	}
}

// Send sends a message once and returns how it was taken.
func (s *Server) Send(ctx context.Context, m Message) (status int, err error) {
	return s.SendSigned(ctx, m, Sign(m.Body, s.cfg.Now(), s.cfg.Secret))
}

// SendSigned sends a message under a signature that may be anything.
func (s *Server) SendSigned(ctx context.Context, m Message, signature string) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.Webhook, bytes.NewReader(m.Body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Stripe-Signature", signature)
	answer, err := s.post.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// Sign is the header Stripe-Signature of a message, for each of several secrets.
func Sign(body []byte, at time.Time, secrets ...string) string {
	t := strconv.FormatInt(at.Unix(), 10)
	out := "t=" + t
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(t + "."))
		mac.Write(body)
		out += ",v1=" + hex.EncodeToString(mac.Sum(nil))
	}
	return out + ",v0=00"
}
