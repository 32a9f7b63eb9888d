package registry_test

import (
	"testing"

	"github.com/hark-rpc/hark"
	"github.com/hark-rpc/hark/registry"
	"github.com/hark-rpc/hark/registry/registrytest"
)

func memory(*testing.T) registrytest.System {
	m := new(registry.Memory)
	return registrytest.System{Join: func(*testing.T) hark.Registry { return m }}
}

func TestMemory(t *testing.T) { registrytest.Run(t, memory) }

func TestMemoryInBubble(t *testing.T) { registrytest.RunInBubble(t, memory) }
