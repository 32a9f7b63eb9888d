package shop;

import java.util.List;

/** Inherits from two classes above. */
public class Manager extends Employee {
    public List<Employee> staff;
}
