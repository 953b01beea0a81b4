package org.holdfast.agent.reload;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.health.ServerConfig;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.jspecify.annotations.Nullable;

/**
 * Two records of a kind compared part by part, in the words of the file: the names of components in
 * kebab case are its keys.
 */
final class Differences {

  /** Nobody is to read these in a log. */
  private static final Set<String> SECRET =
      Set.of("authentication", "password", "secret", "headers", "body", "send");

  /** Parts that the file knows no key for: what is in them stands a level higher. */
  private static final Set<String> INVISIBLE =
      Set.of("election", "holdings", "protocol", "terms", "pool", "server", "real", "destination");

  private Differences() {}

  /** Each difference in words; empty exactly when the two are equal. */
  static List<String> between(Record before, Record after) {
    var found = new LinkedHashSet<String>();
    compare("", before, after, found);
    return List.copyOf(found);
  }

  /** The one difference there can be, if there is one. */
  static List<String> of(String key, @Nullable Object before, @Nullable Object after) {
    var found = new LinkedHashSet<String>();
    compare(key, before, after, found);
    return List.copyOf(found);
  }

  private static void compare(
      String path, @Nullable Object before, @Nullable Object after, Set<String> found) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof List<?> some
        && after instanceof List<?> others
        && isRecords(some, others)) {
      compareItems(path, some, others, found);
    } else if (before instanceof Record one
        && after instanceof Record other
        && one.getClass().equals(other.getClass())
        && !isWord(one)) {
      for (var component : one.getClass().getRecordComponents()) {
        var key = kebab(component.getName());
        var longer = INVISIBLE.contains(key) ? path : (path + " " + key).strip();
        if (!SECRET.contains(key)) {
          compare(longer, value(component, one), value(component, other), found);
        } else if (!Objects.equals(value(component, one), value(component, other))) {
          found.add(longer + " changed");
        }
      }
    } else {
      found.add(path + " " + text(before) + " → " + text(after));
    }
  }

  private static boolean isRecords(List<?> some, List<?> others) {
    return some.stream().allMatch(Record.class::isInstance)
        && others.stream().allMatch(Record.class::isInstance);
  }

  private static void compareItems(String path, List<?> before, List<?> after, Set<String> found) {
    var gone = new ArrayList<Object>(before);
    gone.removeAll(after);
    var come = new ArrayList<Object>(after);
    come.removeAll(before);
    gone.forEach(item -> found.add(path + " without " + text(item)));
    come.forEach(item -> found.add(path + " with " + text(item)));
    if (gone.isEmpty() && come.isEmpty()) {
      found.add(path + " in another order");
    }
  }

  /** Whether a record says what it is by its toString: addresses, keys of services and the like. */
  private static boolean isWord(Record value) {
    return value.getClass().getName().startsWith("org.holdfast.net.");
  }

  /** What is compared of {@link Holdings}, which is no record. */
  private record Held(
      List<VirtualAddress> advertised,
      List<VirtualAddress> excluded,
      List<VirtualRoute> routes,
      List<VirtualRule> rules,
      Holdings.OnAddressLoss onAddressLoss) {
    static Held of(Holdings holdings) {
      return new Held(
          holdings.advertised(),
          holdings.excluded(),
          holdings.routes(),
          holdings.rules(),
          holdings.onAddressLoss());
    }
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      var value = accessor.invoke(record);
      return value instanceof Holdings holdings ? Held.of(holdings) : value;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("component " + component, e);
    }
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case Duration duration -> words(duration);
      case Enum<?> constant -> kebab(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      case List<?> items when items.isEmpty() -> "none";
      case List<?> items -> items.stream().map(Differences::text).collect(Collectors.joining(" "));
      case ServerConfig.Use use -> use.spec().probe().words();
      case Record record when hasWords(record) -> record.toString();
      case Record record -> parts(record);
      default -> value.toString();
    };
  }

  /** As the file could have it: {@code {address: 127.0.0.1, port: 9650}}. */
  private static String parts(Record record) {
    var parts = new ArrayList<String>();
    for (var component : record.getClass().getRecordComponents()) {
      var key = kebab(component.getName());
      var value = value(component, record);
      if (isGiven(value)) {
        parts.add(key + ": " + (SECRET.contains(key) ? "a secret" : text(value)));
      }
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private static boolean isGiven(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Collection<?> items -> !items.isEmpty();
      case Boolean isTrue -> isTrue;
      default -> true;
    };
  }

  /** Whether its toString is its own, and so fit for a person. */
  private static boolean hasWords(Record record) {
    return !record.toString().startsWith(record.getClass().getSimpleName() + "[");
  }

  private static String words(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
