package main

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
)

const decodeHelp = `Decode reads Hessian 2 messages and prints the values of each.

The input is FILE, or standard input where FILE is - or absent. It holds one
message a line, in hex; spaces inside a line do not matter and blank lines are
skipped. With --raw the whole input is one message, as bytes. With --dubbo each
message is a frame of dubbo2, header and all; offsets count from its body.

Each message becomes a line of JSON, the array of its values:

    {"t":"null"}
    {"t":"bool","v":true}
    {"t":"int","v":1}
    {"t":"long","v":"1"}                          a decimal string
    {"t":"double","v":"0.5","bits":"3fe0000000000000"}
    {"t":"date","ms":"894621091000"}              since 1970, UTC
    {"t":"string","v":"text"}
    {"t":"string","utf16":"d83d"}                 where surrogates have no partner
    {"t":"binary","hex":"cafe"}
    {"t":"list","type":"[int","items":[...]}      type is null where there is none
    {"t":"map","type":null,"entries":[[key,value],...]}
    {"t":"object","class":"a.B","fields":[["name",value],...]}
    {"t":"ref","n":0}                             the n-th list, map or object

A message that does not decode becomes

    {"error":"...","offset":17,"decoded":[...]}

with the values that were complete before the error; the others still come, and
the exit code is 1.

With --tree the output is for people: each line starts with the byte offset of
what it shows, and #n is the number by which a later reference calls it.`

const decodeExamples = `  echo '7a 91 04 68 61 72 6b' | hark decode
  hark decode --tree messages.hex
  hark decode --raw --tree body.bin
  echo 'dabb e200 0000000000000001 00000001 4e' | hark decode --dubbo --tree`

// decodeOptions are the flags of hark decode.
type decodeOptions struct {
	raw   bool
	dubbo bool
	tree  bool
}

func newDecodeCommand() *cobra.Command {
	var opts decodeOptions
	cmd := &cobra.Command{
		Use:     "decode [FILE]",
		Short:   "Print the values of Hessian 2 messages",
		Long:    decodeHelp,
		Example: decodeExamples,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "-" {
				return decode(opts, cmd.InOrStdin(), cmd.OutOrStdout())
			}
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			return decode(opts, f, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&opts.raw, "raw", false, "the input is one message in bytes, not lines of hex")
	cmd.Flags().BoolVar(&opts.dubbo, "dubbo", false, "each message is a frame of dubbo2")
	cmd.Flags().BoolVar(&opts.tree, "tree", false, "print for people, with offsets and reference numbers")
	return cmd
}

// A printer prints one message. It reports whether the message was good; its error is the writer's.
type printer interface {
	print(m message) (good bool, err error)
}

// decode prints every message of in. It returns errBad if one of them was bad.
func decode(opts decodeOptions, in io.Reader, out io.Writer) error {
	r := bufio.NewReaderSize(in, 64<<10)
	w := bufio.NewWriterSize(out, 64<<10)

	next := (&hexLines{r: r}).next
	if opts.raw {
		next = (&rawInput{r: r}).next
	}
	var p printer = &jsonPrinter{w: w}
	if opts.tree {
		p = &treePrinter{w: w}
	}

	allGood := true
	for {
		m, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, w.Flush())
		}
		if opts.dubbo {
			m = unframed(m)
		}
		good, err := p.print(m)
		if err != nil {
			return err
		}
		allGood = allGood && good
		if r.Buffered() > 0 {
			continue
		}
		// The next message may be long in coming; this one need not wait for it.
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if !allGood {
		return errBad
	}
	return nil
}
