// Package model is the other of two of that name.
package model

//go:generate go tool harkgen

// User is a user. No file has been generated for it.
//
//hark:java com.example.b.User
type User struct{ Name string }
