package shop;

/** A checked exception that the service declares. */
public class StockException extends Exception {
    private static final long serialVersionUID = 1L;

    private int left;

    public StockException() {}

    public StockException(String message, int left) {
        super(message);
        this.left = left;
    }

    public int getLeft() { return left; }
}
