// Hark shows what travels between Dubbo's programs.
//
//	hark decode [--raw] [--tree] [FILE]
//
// reads Hessian 2 messages, as hex or as bytes, and prints their values as JSON or as a tree. See hark decode --help.
//
// It exits with 0 when all is well, with 1 when a message was bad, and with 2 when it could not do its work: the command
// line is wrong, or reading or writing failed.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK     = 0
	exitBad    = 1
	exitFailed = 2
)

// errBad says that a message was bad. The output has told which and why.
var errBad = errors.New("a message is bad")

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)

	switch cmd, err := root.ExecuteC(); {
	case err == nil:
		return exitOK
	case errors.Is(err, errBad):
		return exitBad
	case errors.Is(err, syscall.EPIPE):
		return exitFailed // the reader of our output went away: it knows, and nobody else asked
	default:
		fmt.Fprintf(stderr, "%s: %v\n", cmd.CommandPath(), err)
		return exitFailed
	}
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "hark",
		Short:         "Look at what Dubbo's programs say to each other",
		SilenceErrors: true, // run prints them
		SilenceUsage:  true, // a message that does not decode is no reason to explain the flags
	}
	root.AddCommand(newDecodeCommand())
	return root
}
