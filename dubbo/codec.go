package dubbo

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// protocolVersion is what Dubbo calls its protocol, not its release. It tells
// a peer that answers may carry attachments.
const protocolVersion = "2.0.2"

// noVersion is how a service without a version is called on the wire.
const noVersion = "0.0.0"

// The types of a reply are ints, which Hessian 2 writes as one byte each.
const (
	replyException = 0x90 + iota
	replyValue
	replyNull
	replyExceptionAttached // and attachments, as the next two
	replyValueAttached
	replyNullAttached
)

const (
	tagNull   = 'N'
	tagMap    = 'H'
	tagMapEnd = 'Z'
)

// The keys of attachments that belong to the protocol.
const (
	keyPath      = "path"
	keyInterface = "interface"
	keyVersion   = "version"
	keyGroup     = "group"
	keyToken     = "token"
	keyTimeout   = "timeout"
	keyDubbo     = "dubbo"
)

// A codec turns calls into frames and back. It is safe for concurrent use.
type codec struct {
	registry *hessian.Registry
	payload  int // the largest body
	scratch  sync.Pool
}

// A scratch is what encoding a frame takes.
type scratch struct {
	enc  *hessian.Encoder
	buf  []byte
	args []any

	passed []string // the ids of the callbacks among args, empty for those that are null
}

func (c *codec) get() *scratch {
	if s, ok := c.scratch.Get().(*scratch); ok {
		return s
	}
	return &scratch{enc: hessian.NewEncoder(c.registry, nil), buf: make([]byte, 0, 512)}
}

// keptScratch is the largest buffer that is used again for encoding. It is not
// bound to a connection, and goes if it is not used for a while.
const keptScratch = 2 << 20

// put gives s back. It keeps hold of nothing of the user's.
func (c *codec) put(s *scratch) {
	s.enc.Reset(nil)
	clear(s.args[:cap(s.args)])
	s.args, s.passed = s.args[:0], s.passed[:0]
	if cap(s.buf) > keptScratch {
		s.buf = nil
	}
	c.scratch.Put(s)
}

// A method is what the requests for one method at one provider have in common.
type method struct {
	head []byte // from the protocol's version to the descriptor
	tail []byte // attachments, as they stand in the map

	callbacks []int // which parameters are
}

// newMethod works out what a call's requests have in common.
func (c *codec) newMethod(call *hark.Call, service hark.ServiceID, token string) (*method, error) {
	descriptor := call.Descriptor
	pointers := call.AppendArgs(nil)
	if descriptor == "" {
		var err error
		if descriptor, err = describe(c.registry, pointers); err != nil {
			return nil, err
		}
	}
	n, err := parameters(descriptor)
	if err != nil {
		return nil, err
	}
	if n != len(pointers) {
		return nil, fmt.Errorf("the descriptor %q lists %d parameters, the argument has %d", descriptor, n, len(pointers))
	}
	version := service.Version
	if version == "" {
		version = noVersion
	}
	tail := []string{keyPath, service.Interface, keyInterface, service.Interface, keyVersion, version}
	if service.Group != "" {
		tail = append(tail, keyGroup, service.Group)
	}
	if token != "" {
		tail = append(tail, keyToken, token)
	}
	m := &method{callbacks: callbackParameters(pointers)}
	if m.head, err = c.strings(protocolVersion, service.Interface, version, call.Method, descriptor); err != nil {
		return nil, err
	}
	m.tail, err = c.strings(tail...)
	return m, err
}

// strings returns the encoded strings, one after the other.
func (c *codec) strings(list ...string) ([]byte, error) {
	e := hessian.NewEncoder(c.registry, nil)
	for _, s := range list {
		if err := e.String(s); err != nil {
			return nil, err
		}
	}
	return e.Bytes(), nil
}

// contained makes an error of a panic in a method of the user's types, such as
// MarshalText.
func contained(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
	}
}

// request makes the frame of a call in s.buf.
func (c *codec) request(s *scratch, m *method, call *hark.Call, id int64) (err error) {
	defer contained(&err)
	b := appendHeader(s.buf[:0], header{request: true, twoWay: !call.OneWay, serial: hessian2, id: id})
	s.enc.Reset(append(b, m.head...))
	s.args = call.AppendArgs(s.args[:0])
	for i, arg := range s.args {
		if m.callbacks != nil && slices.Contains(m.callbacks, i) {
			s.enc.Null()
			continue
		}
		if err := s.enc.Encode(arg); err != nil {
			return err
		}
	}
	// First the one attachment that differs from call to call: a server may
	// know the rest by its bytes.
	if err := s.enc.BeginMap(""); err != nil {
		return err
	}
	if !call.Deadline.IsZero() {
		left := max(time.Until(call.Deadline).Round(time.Millisecond).Milliseconds(), 1)
		if err := s.enc.String(keyTimeout); err != nil {
			return err
		}
		s.appendDigits(left)
	}
	for i, id := range s.passed {
		if id == "" {
			continue
		}
		if err := s.attach(keyCallback+strconv.Itoa(m.callbacks[i]), id); err != nil {
			return err
		}
	}
	for key, value := range call.Attachments {
		if key == keyTimeout {
			continue
		}
		if err := s.attach(key, value); err != nil {
			return fmt.Errorf("attachment %q: %w", key, err)
		}
	}
	s.buf = append(append(s.enc.Bytes(), m.tail...), tagMapEnd)
	return c.seal(s.buf)
}

// appendDigits appends a string of decimal digits.
func (s *scratch) appendDigits(n int64) {
	var digits [20]byte
	text := strconv.AppendInt(digits[:0], n, 10)
	b := append(s.enc.Bytes(), byte(len(text))) //nolint:gosec // as Hessian begins a short string, of at most 20 digits
	s.enc.Reset(append(b, text...))
}

func (s *scratch) attach(key, value string) error {
	if err := s.enc.String(key); err != nil {
		return err
	}
	return s.enc.String(value)
}

// seal completes a frame, unless it is over the limit.
func (c *codec) seal(frame []byte) error {
	if n := len(frame) - headerSize; n > c.payload {
		return &payloadError{n, c.payload}
	}
	setLength(frame)
	return nil
}

// A payloadError tells of a body over the limit.
type payloadError struct{ size, limit int }

func (e *payloadError) Error() string {
	return fmt.Sprintf("it takes %d bytes, over the limit of %d; Protocol.Payload is this side's limit, Dubbo's payload parameter the other's", e.size, e.limit)
}

// attachesReplies reports whether a peer that speaks this version of the
// protocol wants attachments with replies: one from 2.0.2 to 2.0.99. Old
// consumers name their release, 2.5.4 or 2.8.4, and would not understand them.
func attachesReplies(version string) bool {
	text, ok := strings.CutPrefix(version, "2.0.")
	if !ok || len(text) > 2 {
		return false
	}
	n, err := strconv.ParseUint(text, 10, 8)
	return err == nil && n >= 2
}

// replyAttachments are those of a reply to which the service added none.
const replyAttachments = "H\x05dubbo\x052.0.2Z"

// reply makes the frame of a result or an exception in s.buf.
func (c *codec) reply(s *scratch, id int64, attached bool, call *hark.Call, thrown *hark.Exception) (err error) {
	defer contained(&err)
	b := appendHeader(s.buf[:0], header{serial: hessian2, status: statusOK, id: id})
	kind := len(b)
	s.enc.Reset(append(b, replyValue))
	_, void := call.Reply.(*struct{})
	switch {
	case thrown != nil:
		err = encodeException(s.enc, thrown)
	case !void:
		err = s.enc.Encode(call.Reply)
	}
	if err != nil {
		return err
	}
	s.buf = s.enc.Bytes()
	switch value := s.buf[kind+1:]; {
	case thrown != nil:
		s.buf[kind] = replyException
	case void, len(value) == 1 && value[0] == tagNull:
		s.buf = s.buf[:kind+1]
		s.buf[kind] = replyNull
	}
	if attached {
		s.buf[kind] += replyExceptionAttached - replyException
		if err := s.attachReply(call.ReplyAttachments); err != nil {
			return err
		}
	}
	return c.seal(s.buf)
}

// attachReply appends the attachments of a reply.
func (s *scratch) attachReply(attachments hark.Attachments) error {
	if len(attachments) == 0 {
		s.buf = append(s.buf, replyAttachments...)
		return nil
	}
	s.enc.Reset(s.buf)
	if err := s.enc.BeginMap(""); err != nil {
		return err
	}
	for key, value := range attachments {
		if err := s.attach(key, value); err != nil {
			return fmt.Errorf("attachment %q of the reply: %w", key, err)
		}
	}
	if err := s.attach(keyDubbo, protocolVersion); err != nil {
		return err
	}
	s.enc.EndMap()
	s.buf = s.enc.Bytes()
	return nil
}

// refusal makes the frame of an answer that is no reply: a status and a text.
// It can say so to a peer that speaks hessian2 or fastjson2.
func (c *codec) refusal(s *scratch, h header, status status, text string) {
	const longest = 4 << 10 // enough to say why
	if len(text) > longest {
		text = text[:longest]
	}
	text = strings.ToValidUTF8(text, "?")
	s.buf = appendHeader(s.buf[:0], header{serial: h.serial, status: status, id: h.id})
	if h.serial == fastjson2 {
		s.buf = appendFastjson2Text(s.buf, text)
	} else {
		s.enc.Reset(s.buf)
		_ = s.enc.String(text) // it is UTF-8
		s.buf = s.enc.Bytes()
	}
	setLength(s.buf)
}
