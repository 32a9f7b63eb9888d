package shop;

/** Hides a field of its superclass. */
public class Shadow extends Person {
    public String name;
}
