// Command codec compares hark's Hessian 2 codec with protobuf, msgpack,
// encoding/json and dubbo-go-hessian2, by the CPU time and the memory that
// they take for the same values.
//
//	go run ./bench/codec [-rounds n] [-round duration] [-only regexp] [-json] [-check]
//
// How to read its table is in the README of the bench module.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"
)

func main() {
	if err := command(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "codec:", err)
		}
		os.Exit(1)
	}
}

// options are the command's flags.
type options struct {
	rounds int
	round  time.Duration
	only   *regexp.Regexp
	json   bool
	check  bool
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{only: regexp.MustCompile("")}
	set := flag.NewFlagSet("codec", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error
	set.IntVar(&o.rounds, "rounds", 15, "rounds of each codec")
	set.DurationVar(&o.round, "round", 20*time.Millisecond, "CPU time of one round, about")
	set.Func("only", "run the workloads whose name matches this `regexp`", func(s string) (err error) {
		o.only, err = regexp.Compile(s)
		return err
	})
	set.BoolVar(&o.json, "json", false, "print the results as JSON, one array")
	set.BoolVar(&o.check, "check", false, "compare hark with its targets and exit with 1 if one is missed")
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		set.SetOutput(stderr)
		set.Usage()
	}
	if err != nil {
		return o, err
	}
	switch {
	case set.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.rounds < 1:
		return o, fmt.Errorf("-rounds %d: want at least 1", o.rounds)
	case o.round <= 0:
		return o, fmt.Errorf("-round %v: want more than 0", o.round)
	}
	return o, nil
}

func command(args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	rows, err := codecs()
	if err != nil {
		return err
	}
	all := []result{}
	for _, w := range workloads() {
		if !o.only.MatchString(w.name) {
			continue
		}
		results, err := measure(w, rows, o.rounds, o.round)
		if err != nil {
			return err
		}
		all = append(all, results...)
		if !o.json {
			if err := writeTable(stdout, results); err != nil {
				return err
			}
		}
	}
	if o.json {
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "\t")
		if err := enc.Encode(all); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return fmt.Errorf("no workload matches -only %q", o.only)
	}
	if o.check {
		return verdict(missed(rows[0].name(), all, targets()), stderr)
	}
	return nil
}

// verdict prints the missed targets and makes an error of them.
func verdict(misses []string, stderr io.Writer) error {
	for _, m := range misses {
		fmt.Fprintln(stderr, "missed:", m)
	}
	if len(misses) > 0 {
		return fmt.Errorf("%d targets missed", len(misses))
	}
	return nil
}
