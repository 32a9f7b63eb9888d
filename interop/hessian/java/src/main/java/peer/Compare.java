package peer;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds the first difference between the expected and the read value. The classes of scalars, arrays and objects
 * must agree, those of lists, sets and maps need not. Objects and maps that are one in the expected value must be one in the
 * other, and those that are two must be two. Lists and arrays are compared by their elements alone: a peer without
 * identity of lists writes one list twice.
 */
final class Compare {
    private final Map<Object, Object> gotOf = new IdentityHashMap<>();
    private final Map<Object, Object> wantOf = new IdentityHashMap<>();
    private final Map<Object, Object> open = new IdentityHashMap<>();

    /** The place and kind of the first difference, or null. */
    String difference(String at, Object want, Object got) throws Exception {
        if (want == null || got == null) {
            return want == got ? null : at + ": want " + text(want) + ", got " + text(got);
        }
        if (want instanceof Set<?> || want instanceof Collection<?> && got instanceof Set<?>) {
            return want.equals(got) ? null : at + ": want " + text(want) + ", got " + text(got);
        }
        if (want instanceof Collection<?> && got instanceof Collection<?>) {
            return elements(at, want, got, ((Collection<?>) want).toArray(), ((Collection<?>) got).toArray());
        }
        if (want instanceof Map<?, ?> && got instanceof Map<?, ?>) {
            return entries(at, (Map<?, ?>) want, (Map<?, ?>) got);
        }
        if (want.getClass() != got.getClass()) {
            return at + ": want " + text(want) + ", got " + text(got);
        }
        if (want.getClass().isArray()) {
            return elements(at, want, got, boxed(want), boxed(got));
        }
        if (!(want instanceof Throwable) && !want.getClass().getName().startsWith("shop.") || want instanceof Enum) {
            return Objects.equals(plain(want), plain(got)) ? null : at + ": want " + text(want) + ", got " + text(got);
        }
        return object(at, want, got);
    }

    private String object(String at, Object want, Object got) throws Exception {
        if (seen(want, got)) {
            return identity(at, want, got);
        }
        if (want instanceof Throwable) {
            String difference = throwable(at, (Throwable) want, (Throwable) got);
            if (difference != null) {
                return difference;
            }
        }
        for (Class<?> c = want.getClass(); c != null && c.getName().startsWith("shop."); c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                String difference = difference(at + "." + field.getName(), field.get(want), field.get(got));
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    private String throwable(String at, Throwable want, Throwable got) throws Exception {
        if (!Objects.equals(want.getMessage(), got.getMessage())) {
            return at + ": want message " + text(want.getMessage()) + ", got " + text(got.getMessage());
        }
        if (!Arrays.equals(want.getStackTrace(), got.getStackTrace())) {
            return at + ": want stack " + Arrays.toString(want.getStackTrace()) + ", got " + Arrays.toString(got.getStackTrace());
        }
        String difference = difference(at + ".cause", want.getCause(), got.getCause());
        if (difference != null) {
            return difference;
        }
        return difference(at + ".suppressed", want.getSuppressed(), got.getSuppressed());
    }

    private String elements(String at, Object want, Object got, Object[] wants, Object[] gots) throws Exception {
        if (wants.length != gots.length) {
            return at + ": want " + wants.length + " elements, got " + gots.length;
        }
        if (open.get(want) == got) {
            return null;
        }
        open.put(want, got);
        for (int i = 0; i < wants.length; i++) {
            String difference = difference(at + "[" + i + "]", wants[i], gots[i]);
            if (difference != null) {
                return difference;
            }
        }
        open.remove(want);
        return null;
    }

    private String entries(String at, Map<?, ?> want, Map<?, ?> got) throws Exception {
        if (seen(want, got)) {
            return identity(at, want, got);
        }
        if (want.size() != got.size()) {
            return at + ": want " + want.size() + " entries, got " + got.size();
        }
        for (Map.Entry<?, ?> entry : want.entrySet()) {
            if (!got.containsKey(entry.getKey())) {
                return at + ": no key " + text(entry.getKey());
            }
            String difference = difference(at + "[" + entry.getKey() + "]", entry.getValue(), got.get(entry.getKey()));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** Reports whether one of the two was met before; if not, notes them as a pair. */
    private boolean seen(Object want, Object got) {
        if (gotOf.containsKey(want) || wantOf.containsKey(got)) {
            return true;
        }
        gotOf.put(want, got);
        wantOf.put(got, want);
        return false;
    }

    private String identity(String at, Object want, Object got) {
        return gotOf.get(want) == got && wantOf.get(got) == want ? null : at + ": not the same object as where it is shared";
    }

    private static Object[] boxed(Object array) {
        Object[] boxes = new Object[Array.getLength(array)];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = Array.get(array, i);
        }
        return boxes;
    }

    /** A value with a usable equals. */
    private static Object plain(Object value) {
        if (value instanceof AtomicInteger || value instanceof AtomicLong || value instanceof AtomicBoolean) {
            return value.toString();
        }
        if (value instanceof Calendar) {
            return ((Calendar) value).getTime();
        }
        return value;
    }

    private static String text(Object value) {
        if (value == null) {
            return "null";
        }
        String text = value.getClass().isArray() ? Arrays.toString(boxed(value)) : String.valueOf(value);
        return value.getClass().getName() + " " + (text.length() > 120 ? text.substring(0, 120) + "…" : text);
    }
}
