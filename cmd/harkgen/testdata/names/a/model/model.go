// Package model is one of two of that name.
package model

// User is a user.
type User struct{ Name string }

// JavaClassName names the Java class.
func (User) JavaClassName() string { return "com.example.a.User" }

// Users is another name for a type that is not exported.
type Users = []User
