package shop;

/** Inherits fields. */
public class Employee extends Person {
    public String company;
    public long salary;
}
