// Package app makes a running program of Dubbo's XML files and the user's
// types:
//
//	a, err := app.Load(ctx, "consumer.xml", app.Wiring{
//		Interfaces: []hark.Interface{demo.DemoServiceInterface()},
//		Classes:    app.Classes{"com.example.NotifyImpl": app.New[Notify]},
//		Registries: app.Registries{"zookeeper": zookeeper.Open},
//	})
//	…
//	defer a.Close()
//	svc, err := app.Get[demo.DemoService](a, "demoService")
//
// A [Wiring] says what the names in the files mean in Go: interfaces, classes,
// kinds of registries, protocols. Nothing is found by being imported.
//
// Everything that can be wrong is found by [Load], before anything is started,
// and all mistakes are reported together, as [config.Mistakes].
//
// # Handlers
//
// The attributes oninvoke, onreturn and onthrow of a method name a bean and a
// method of it, bean.method. Several, separated by commas, are told in that
// order, each protected from the others' failures. Java's name of the method
// meets Go's: an exact match wins, else letter case is ignored. The method
// returns nothing or an error, which is then its failure, and may take, after a
// [context.Context] or without one:
//
//	oninvoke  the arguments, or []any
//	onreturn  the result, alone or with the arguments or []any
//	onthrow   the error, alone or with the arguments or []any
//
// Arguments are spread out or, of a method of several, the generated struct.
// T and *T stand for each other, and so does an interface, such as any, for
// what implements it. []any gets all arguments together. The result of a void
// method may be left out. The error is of type error or of a type that
// [errors.As] can find; where it finds none the handler is not called, which is
// logged and counted like a failure of it.
//
// A handler of the shape that the field of [hark.Method] has, with or without
// context and error, runs without reflection, like one set in Go. The other
// shapes are called by reflection: about a microsecond and a few allocations.
//
// # Beans
//
// A bean is made by its class's function, and its properties are set: by a
// method SetName of one parameter, else as an exported field. Text becomes a
// string, bool, number, [time.Duration] (of milliseconds if it is a bare
// number), an [encoding.TextUnmarshaler], a pointer to any of these, or, split
// at commas, a slice of them.
package app
