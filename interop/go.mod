module github.com/hark-rpc/hark/interop

go 1.25

require github.com/hark-rpc/hark v0.0.0

replace github.com/hark-rpc/hark => ..
