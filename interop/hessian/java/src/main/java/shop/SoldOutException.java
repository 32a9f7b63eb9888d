package shop;

/** A further exception below one of its own package, that has a field called name. */
public class SoldOutException extends ShopException {
    public String name;

    public SoldOutException() {}

    public SoldOutException(String message, String name) {
        super(message, 7, null);
        this.name = name;
    }
}
