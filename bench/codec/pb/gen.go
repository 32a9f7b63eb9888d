// Package pb holds the protobuf messages of the codec comparison.
//
// bench.pb.go is written by go generate, which needs protoc 3.21 on the PATH;
// the generator for Go is pinned by the module's tool directive.
package pb

//go:generate sh -c "protoc --plugin=protoc-gen-go=$(go tool -n protoc-gen-go) --go_out=. --go_opt=paths=source_relative bench.proto"
