package shop;

import java.io.Serializable;
import java.util.Objects;

/** A customer. Equal to another of the same name and age. */
public class Person implements Serializable {
    public String name;
    public int age;

    public Person() {}

    public Person(String name, int age) {
        this.name = name;
        this.age = age;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Person && Objects.equals(name, ((Person) other).name) && age == ((Person) other).age;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, age);
    }
}
