package shop;

import java.util.HashMap;
import java.util.Map;

/** A checked exception with fields of its own. */
public class ShopException extends Exception {
    private int code;
    private Map<String, String> details;

    public ShopException() {}

    public ShopException(String message, int code, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = new HashMap<>();
        this.details.put("shop", "north");
    }
}
