package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/config"
	"github.com/hark-rpc/hark/dubbo"
)

// An App is a program made of configuration files. Its methods are safe for
// concurrent use.
type App struct {
	config   *config.Config
	objects  map[string]any // beans and references by id
	servers  []*server
	clients  []*hark.Client
	opened   []io.Closer
	listen   func(ctx context.Context, network, address string) (net.Listener, error)
	closing  sync.Once
	closeErr error
}

// Load reads a file, and the files that it imports, and makes the program that
// they describe: its beans are made, its services can be called from inside the
// process, and its references from everywhere. Services are offered to others
// by [App.Serve].
//
// An error is of type [config.Mistakes] if anything in the files is wrong;
// nothing has been started then. Otherwise it says what could not be started.
// Load waits for registries until ctx ends, as [hark.Client.Refer] does.
func Load(ctx context.Context, file string, w Wiring) (*App, error) {
	return LoadFiles(ctx, []string{file}, w)
}

// LoadFiles is Load of several files that make one program.
func LoadFiles(ctx context.Context, files []string, w Wiring) (*App, error) {
	c, err := config.Load(w.Options, files...)
	l := newLoader(c, &w)
	if err != nil && !errors.As(err, &l.mistakes) {
		return nil, err
	}
	l.check()
	if len(l.mistakes) > 0 {
		return nil, l.mistakes.Sort(c.Files)
	}
	a, err := l.start(ctx)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	l.logSkipped()
	return a, nil
}

// Get returns the bean or reference of that id, name or alias as a T: of a
// reference the service's interface or the generated client.
func Get[T any](a *App, id string) (T, error) {
	object, ok := a.objects[a.config.Canonical(id)]
	if !ok {
		var none T
		near := config.Nearest(id, slices.Sorted(maps.Keys(a.objects)))
		if near != "" {
			near = fmt.Sprintf("; nearest: %q", near)
		}
		return none, fmt.Errorf("app: there is no bean %q%s", id, near)
	}
	t, ok := object.(T)
	if !ok {
		return t, fmt.Errorf("app: bean %q is %T, which is no %s", id, object, typeName[T]())
	}
	return t, nil
}

// Serve offers the services by their protocols until ctx ends, and returns
// when the calls in flight have ended. A program without services waits for
// ctx. It is called at most once.
func (a *App) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var listeners []net.Listener
	for _, s := range a.servers {
		l, err := s.listen(ctx, a.listen)
		if err != nil {
			for _, l := range listeners {
				_ = l.Close() // nothing has used it
			}
			return err
		}
		listeners = append(listeners, l)
	}
	errs := make([]error, len(listeners))
	var serving sync.WaitGroup
	for i, l := range listeners {
		serving.Go(func() { // ends with ctx, or with the first that fails
			errs[i] = a.servers[i].Serve(ctx, l)
			if errs[i] != nil {
				cancel()
			}
		})
	}
	<-ctx.Done()
	serving.Wait()
	return errors.Join(errs...)
}

// Close refuses new calls, waits until every call in flight has been told to
// its handlers, and closes the registries. It must not be called in a handler.
func (a *App) Close() error {
	a.closing.Do(func() {
		var errs []error
		for _, c := range a.clients {
			errs = append(errs, c.Close())
		}
		for _, o := range a.opened {
			errs = append(errs, o.Close())
		}
		a.closeErr = errors.Join(errs...)
	})
	return a.closeErr
}

// Stats returns the counters of all references together.
func (a *App) Stats() hark.ClientStats {
	var sum hark.ClientStats
	for _, c := range a.clients {
		s := c.Stats()
		sum.InFlight += s.InFlight
		sum.HandlerFailures += s.HandlerFailures
		sum.Unheard += s.Unheard
	}
	return sum
}

// A loader makes an App of a Config.
type loader struct {
	*Wiring

	config     *config.Config
	mistakes   config.Mistakes
	interfaces map[string]*hark.Interface
	objects    map[string]any
	making     map[*config.Bean]bool // being made at this moment
	failed     map[*config.Bean]bool // could not be made, which is reported
	made       map[*config.Bean]any
	skipped    []config.Skipped
	services   []*service
	references []*reference
	protocols  Protocols        // with the default
	fallback   *config.Protocol // of files that have none
}

func newLoader(c *config.Config, w *Wiring) *loader {
	l := &loader{
		Wiring: w, config: c, interfaces: make(map[string]*hark.Interface), objects: make(map[string]any),
		making: make(map[*config.Bean]bool), failed: make(map[*config.Bean]bool), made: make(map[*config.Bean]any),
		skipped:   slices.Clone(c.Skipped),
		protocols: Protocols{"dubbo": Dubbo(dubbo.Protocol{})},
	}
	maps.Copy(l.protocols, w.Protocols)
	for i := range w.Interfaces {
		l.interfaces[w.Interfaces[i].Name] = &w.Interfaces[i]
	}
	return l
}

func (l *loader) report(pos config.Position, have, want, near string) {
	if near != "" {
		near = fmt.Sprintf("%q", near)
	}
	l.mistakes = append(l.mistakes, &config.Mistake{Pos: pos, Have: have, Want: want, Near: near})
}

// check makes everything that can be made without starting anything.
func (l *loader) check() {
	l.checkRegistries()
	l.makeStubs()
	l.makeBeans()
	for _, s := range l.config.Services {
		l.service(s)
	}
	for _, r := range l.references {
		l.reference(r)
	}
}

// iface returns the interface of that name, which it reports if there is none.
func (l *loader) iface(name config.Value[string]) *hark.Interface {
	if !name.Set {
		return nil // reported by config
	}
	i, ok := l.interfaces[name.V]
	if !ok {
		l.report(name.Pos, fmt.Sprintf("unknown interface %q", name.V), "one of Wiring.Interfaces", config.Nearest(name.V, slices.Sorted(maps.Keys(l.interfaces))))
	}
	return i
}

// logSkipped says in one line what of the files is not Dubbo's.
func (l *loader) logSkipped() {
	if len(l.skipped) == 0 {
		return
	}
	list := make([]string, len(l.skipped))
	for i, s := range l.skipped {
		list[i] = s.String()
	}
	l.logger().Info("app: not of Dubbo, and left alone", "elements", strings.Join(list, ", "))
}

func (l *loader) logger() *slog.Logger {
	if l.Logger != nil {
		return l.Logger
	}
	return slog.Default()
}
