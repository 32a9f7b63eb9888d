package dubbo

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/hessian"
)

// An answers decodes what comes back on one connection. It is for one
// goroutine at a time.
type answers struct {
	dec *hessian.Decoder

	// The attachments of the last reply: those of the next are likely to be
	// the same, byte for byte.
	lastRaw []byte
	last    hark.Attachments
}

// decode ends a call by what its provider answered: it fills the reply or
// returns the error.
func (a *answers) decode(call *hark.Call, h header, body []byte) error {
	if h.status != statusOK {
		return refused(call, h, body)
	}
	if h.serial != hessian2 {
		return call.NewError(hark.ErrDecode, fmt.Sprintf("the reply comes in serialization %d; the request was hessian2, %d", h.serial, hessian2), nil)
	}
	defer a.dec.Reset(nil)
	thrown, err := a.reply(call, body)
	switch {
	case err != nil:
		return call.NewError(hark.ErrDecode, "", err)
	case thrown != nil:
		return thrown
	}
	return nil
}

// reply decodes the body of a reply. It returns what the service threw.
func (a *answers) reply(call *hark.Call, body []byte) (thrown *hark.Exception, err error) {
	defer contained(&err)
	if len(body) == 0 || body[0] < replyException || body[0] > replyNullAttached {
		return nil, fmt.Errorf("%w: it begins with no type of reply", errMalformed)
	}
	kind := body[0]
	a.dec.Reset(body[1:])
	attached := kind >= replyExceptionAttached
	if attached {
		kind -= replyExceptionAttached - replyException
	}
	switch kind {
	case replyException:
		var v any
		if err := a.dec.Decode(&v); err != nil {
			return nil, fmt.Errorf("an exception: %w", err)
		}
		if thrown, err = exception(v, maxCauses); err != nil {
			return nil, err
		}
	case replyValue:
		if _, void := call.Reply.(*struct{}); void {
			err = a.dec.Skip()
		} else {
			err = a.dec.Decode(call.Reply)
		}
		if err != nil {
			return nil, err
		}
	}
	if attached {
		err = a.attachments(call, body)
	}
	return thrown, err
}

func (a *answers) attachments(call *hark.Call, body []byte) error {
	start := 1 + a.dec.Offset()
	if raw := body[start:]; len(a.lastRaw) > 0 && bytes.Equal(raw, a.lastRaw) {
		call.ReplyAttachments = a.last
		return nil
	}
	attachments, plain, err := decodeAttachments(a.dec)
	if err != nil {
		return fmt.Errorf("the attachments of the reply: %w", err)
	}
	call.ReplyAttachments = attachments
	if raw := body[start:]; plain && len(raw) <= maxRemembered {
		a.lastRaw, a.last = append(a.lastRaw[:0], raw...), attachments
	}
	return nil
}

// maxRemembered is the most bytes of attachments that are remembered.
const maxRemembered = 1 << 10

// decodeAttachments reads a map of attachments, or null. It reports whether
// there were only strings, whose bytes always mean the same.
func decodeAttachments(d *hessian.Decoder) (a hark.Attachments, plain bool, err error) {
	token, err := d.Token()
	if err != nil {
		return nil, false, err
	}
	switch token.Kind {
	case hessian.KindNull:
		return nil, true, nil
	case hessian.KindMap:
	default:
		return nil, false, fmt.Errorf("%w: a %v where a map of attachments should be", errMalformed, token.Kind)
	}
	plain = true
	for {
		key, err := d.Token()
		if err != nil {
			return nil, false, err
		}
		switch key.Kind {
		case hessian.KindEnd:
			return a, plain, nil
		case hessian.KindString:
		default:
			return nil, false, fmt.Errorf("%w: an attachment whose key is a %v", errMalformed, key.Kind)
		}
		// Most are strings; what is not is kept as text.
		var value any
		if err := d.Decode(&value); err != nil {
			return nil, false, err
		}
		if a == nil {
			a = make(hark.Attachments)
		}
		switch value := value.(type) {
		case string:
			a[key.Text()] = value
		case nil: // is none
		default:
			plain = false
			a[key.Text()] = fmt.Sprint(value)
		}
	}
}

// refused returns the error that a status other than OK stands for. NotRun is
// set for those that a provider sends instead of running the method.
func refused(call *hark.Call, h header, body []byte) error {
	text := refusalText(h.serial, body)
	code, notRun := hark.ErrUnknown, false
	switch h.status {
	case statusBadRequest, statusThreadsExhausted:
		code, notRun = hark.ErrRefused, true
	case statusServiceNotFound:
		code, notRun = hark.ErrNotFound, true
	case statusServiceError, statusServerError:
		// A filter may have failed before the method or after it.
		code = hark.ErrRefused
	case statusSerialization, statusBadResponse, statusClientError:
		code = hark.ErrDecode
	case statusClientTimeout, statusServerTimeout:
		code = hark.ErrTimeout
	case statusChannelInactive:
		code = hark.ErrLost
	}
	line, _, _ := strings.Cut(text, "\n")
	if strings.Contains(line, notFoundText) || h.status == statusBadRequest && strings.Contains(line, notFoundText27) {
		code, notRun = hark.ErrNotFound, true
	}
	e := call.NewError(code, fmt.Sprintf("the provider answered status %d: %s", h.status, text), nil)
	e.NotRun = notRun
	return e
}

// notFoundText is in the answers of Java providers, and of ours, to requests
// for what is not there.
const notFoundText = "Not found exported service"

// notFoundText27 is what Dubbo 2.7 says of an unknown method.
const notFoundText27 = "Service not found:"

// refusalText returns the text of an answer that is no reply.
func refusalText(serial serialization, body []byte) string {
	var text string
	var null bool
	var err error
	switch serial {
	case hessian2:
		err = new(hessian.Registry).Decode(body, &text)
	case fastjson2:
		text, null, err = fastjson2Text(body)
	default:
		err = fmt.Errorf("it comes in serialization %d", serial)
	}
	switch {
	case err != nil:
		return fmt.Sprintf("a text that cannot be read (%v)", err)
	case null, text == "":
		return "without a text"
	}
	return text
}
