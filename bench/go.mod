module github.com/hark-rpc/hark/bench

go 1.25

require (
	github.com/apache/dubbo-go-hessian2 v1.13.2
	github.com/hark-rpc/hark v0.0.0
	github.com/vmihailenco/msgpack/v5 v5.4.1
	google.golang.org/protobuf v1.36.12
)

require (
	// Newer than the v1.13.1 that dubbo-go-hessian2 asks for, and the same in the two
	// packages that it uses; but its go.mod says go 1.23, so that the 200 modules
	// behind it stay out of this module's graph and the workspace's.
	github.com/dubbogo/gost v1.14.1 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/vmihailenco/tagparser/v2 v2.0.0 // indirect
	go.uber.org/atomic v1.9.0 // indirect
)

replace github.com/hark-rpc/hark => ..

tool google.golang.org/protobuf/cmd/protoc-gen-go
