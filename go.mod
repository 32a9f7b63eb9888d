module github.com/hark-rpc/hark

go 1.25
