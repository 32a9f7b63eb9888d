package hark_test

import (
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/harktest"
	"github.com/hark-rpc/hark/internal/eventtest"
	"github.com/hark-rpc/hark/internal/memwire"
)

func TestE2_Matrix(t *testing.T) {
	t.Run("in process", func(t *testing.T) { eventtest.Run(t, nil) })
	t.Run("memwire", func(t *testing.T) {
		eventtest.Run(t, func(network *harktest.Network) hark.Protocol {
			return memwire.Protocol{Dialer: network.Dial}
		})
	})
}
