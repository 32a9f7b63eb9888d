package shop;

/** A plain enum. */
public enum Color {
    RED, GREEN, BLUE
}
