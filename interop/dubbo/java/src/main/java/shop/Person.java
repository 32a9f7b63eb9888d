package shop;

import java.io.Serializable;

/** Somebody. */
public class Person implements Serializable {
    private static final long serialVersionUID = 1L;

    private int id;
    private String name;

    public Person() {}

    public Person(int id, String name) {
        this.id = id;
        this.name = name;
    }

    public int getId() { return id; }

    public void setId(int id) { this.id = id; }

    public String getName() { return name; }

    public void setName(String name) { this.name = name; }

    @Override
    public String toString() { return "Person{" + id + ", " + name + "}"; }
}
