package peer;

import static peer.Cases.list;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import shop.Any;
import shop.Person;
import shop.ShopException;
import shop.SoldOutException;

/** Exceptions, with a stack trace that is the same every time. */
final class Exceptions {
    private final Cases cases;

    Exceptions(Cases cases) {
        this.cases = cases;
    }

    void add() {
        cases.one("exception/runtime", () -> fix(new RuntimeException("broken")), Throwable.class);
        cases.one("exception/noMessage", () -> fix(new IllegalStateException()), Throwable.class);
        cases.one("exception/noStack", () -> bare(new RuntimeException("broken")), Throwable.class);
        cases.one("exception/cause", () -> fix(new IOException("outer", fix(new TimeoutException("inner")))), Throwable.class);
        cases.one("exception/causes", () -> fix(new RuntimeException("a", fix(new IOException("b", fix(new ShopException("c", 3, null)))))), Throwable.class);
        cases.one("exception/suppressed", () -> {
            Exception e = fix(new IOException("main"));
            e.addSuppressed(fix(new IOException("first")));
            e.addSuppressed(fix(new IllegalArgumentException("second")));
            return e;
        }, Throwable.class);
        cases.one("exception/own", () -> fix(new ShopException("closed", 42, null)), ShopException.class);
        cases.one("exception/ownCause", () -> fix(new ShopException("closed", 42, fix(new RuntimeException("key lost")))), ShopException.class);
        cases.one("exception/fieldCalledName", () -> fix(new SoldOutException("none left", "apple")), SoldOutException.class);
        cases.one("exception/error", () -> fix(new AssertionError("wrong")), Throwable.class);
        cases.one("exception/inField", () -> new Any(fix(new RuntimeException("broken"))), Any.class);
        cases.one("exception/inList", () -> list(fix(new RuntimeException("a")), fix(new RuntimeException("b"))), List.class);
        cases.one("exception/twice", () -> {
            Exception e = fix(new RuntimeException("a"));
            return list(e, e);
        }, List.class);
        cases.one("exception/thenReference", () -> {
            Person person = new Person("Ann", 1);
            return list(fix(new SoldOutException("none", "pear")), person, person);
        }, List.class);
        cases.one("exception/stackElement", () -> frames()[0], StackTraceElement.class);
    }

    private static StackTraceElement[] frames() {
        return new StackTraceElement[] {
            new StackTraceElement("shop.Counter", "sell", "Counter.java", 42),
            new StackTraceElement("shop.Door", "open", null, -2),
        };
    }

    private static <T extends Throwable> T fix(T throwable) {
        throwable.setStackTrace(frames());
        return throwable;
    }

    private static <T extends Throwable> T bare(T throwable) {
        throwable.setStackTrace(new StackTraceElement[0]);
        return throwable;
    }
}
