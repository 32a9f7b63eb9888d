package harktest

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
)

// A Network is a network in memory. Any text is an address, such as
// "provider:20880". A connection is a net.Pipe: what is written waits until it
// is read, as on a TCP connection whose buffers are full. The zero Network is
// ready; its methods are safe for concurrent use.
type Network struct {
	mu        sync.Mutex
	listeners map[string]*listener
	conns     map[*conn]struct{}
	dialed    int
}

// Listen returns a listener at an address that nobody else listens at.
func (n *Network) Listen(addr string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.listeners[addr]; ok {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: address(addr), Err: syscall.EADDRINUSE}
	}
	if n.listeners == nil {
		n.listeners = make(map[string]*listener)
	}
	l := &listener{network: n, addr: address(addr), arriving: make(chan net.Conn), closed: make(chan struct{})}
	n.listeners[addr] = l
	return l, nil
}

// Dial connects to who listens at addr. Where nobody does the connection is
// refused at once. The name of the network is ignored: Dial has the form of
// net.Dialer's DialContext.
func (n *Network) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
	client, server, l := n.connect(addr)
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: address(addr), Err: syscall.ECONNREFUSED}
	}
	var err error
	select {
	case l.arriving <- server:
		return client, nil
	case <-l.closed:
		err = syscall.ECONNREFUSED
	case <-ctx.Done():
		err = ctx.Err()
	}
	_ = client.Close()
	_ = server.Close()
	return nil, &net.OpError{Op: "dial", Net: network, Addr: address(addr), Err: err}
}

// Cut breaks the connections to addr, on both sides, and leaves its listener.
func (n *Network) Cut(addr string) {
	n.mu.Lock()
	var cut []*conn
	for c := range n.conns {
		if c.server == address(addr) {
			cut = append(cut, c)
		}
	}
	n.mu.Unlock()
	for _, c := range cut {
		_ = c.Close()
	}
}

// Connections returns how many connections to addr are open.
func (n *Network) Connections(addr string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	open := 0
	for c := range n.conns {
		if c.server == address(addr) && c.remote == c.server {
			open++
		}
	}
	return open
}

// connect makes the two ends of a connection, unless nobody listens.
func (n *Network) connect(addr string) (client, server *conn, l *listener) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l, ok := n.listeners[addr]
	if !ok {
		return nil, nil, nil
	}
	n.dialed++
	from := address(fmt.Sprintf("consumer:%d", n.dialed))
	a, b := net.Pipe()
	client = &conn{Conn: a, network: n, server: l.addr, local: from, remote: l.addr}
	server = &conn{Conn: b, network: n, server: l.addr, local: l.addr, remote: from}
	if n.conns == nil {
		n.conns = make(map[*conn]struct{})
	}
	n.conns[client], n.conns[server] = struct{}{}, struct{}{}
	return client, server, l
}

const network = "memory"

type address string

func (address) Network() string  { return network }
func (a address) String() string { return string(a) }

type listener struct {
	network  *Network
	addr     address
	arriving chan net.Conn
	once     sync.Once
	closed   chan struct{}
}

func (l *listener) Addr() net.Addr { return l.addr }

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arriving:
		return c, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "accept", Net: network, Addr: l.addr, Err: net.ErrClosed}
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.network.mu.Lock()
		defer l.network.mu.Unlock()
		delete(l.network.listeners, string(l.addr))
		close(l.closed)
	})
	return nil
}

type conn struct {
	net.Conn
	network               *Network
	server, local, remote address
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) Close() error {
	c.network.mu.Lock()
	delete(c.network.conns, c)
	c.network.mu.Unlock()
	return c.Conn.Close()
}
