package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A mapping with known keys. A section with a shorthand key may also be written as the value of
 * that key alone: {@code eth1} for {@code {interface: eth1}}.
 */
public final class Section extends ValueType<Fields> {

  /** The most names in a message; a longer list would obscure the message. */
  private static final int MOST_NAMES = 12;

  private final String name;
  private final String about;
  private final List<Key<?>> keys;
  private final @Nullable Key<?> shorthand;
  private final List<? extends Key<?>> choice;
  private final boolean mayBeAbsent;
  private final Inherited inherited;
  private final Map<String, String> explanations;

  /**
   * Keys whose default comes from another section.
   *
   * @param from the name of that section, to follow "that of"
   */
  private record Inherited(String from, List<? extends Key<?>> keys) {}

  private Section(
      String name,
      String about,
      List<Key<?>> keys,
      @Nullable Key<?> shorthand,
      List<? extends Key<?>> choice,
      boolean mayBeAbsent,
      Inherited inherited,
      Map<String, String> explanations) {
    this.name = name;
    this.about = about;
    this.keys = keys;
    this.shorthand = shorthand;
    this.choice = choice;
    this.mayBeAbsent = mayBeAbsent;
    this.inherited = inherited;
    this.explanations = explanations;
  }

  /**
   * Creates a section without a shorthand.
   *
   * @param name a noun without its article, unique among the sections
   * @param about the purpose, for the reference page
   */
  public static Section of(String name, String about, Key<?>... keys) {
    return of(name, about, List.of(keys));
  }

  /** Creates a section, like {@link #of(String, String, Key[])}. */
  public static Section of(String name, String about, List<Key<?>> keys) {
    return new Section(
        name,
        about,
        List.copyOf(keys),
        null,
        List.of(),
        false,
        new Inherited("", List.of()),
        Map.of());
  }

  /** Returns a section with {@code more} after its own keys. */
  public Section plus(List<Key<?>> more) {
    var all = new ArrayList<>(keys);
    all.addAll(more);
    return new Section(
        name, about, List.copyOf(all), shorthand, choice, mayBeAbsent, inherited, explanations);
  }

  /** Returns a section that may also be written as the value of {@code key}. */
  public Section withShorthand(Key<?> key) {
    return new Section(name, about, keys, key, choice, mayBeAbsent, inherited, explanations);
  }

  /**
   * Returns a section in which exactly one of {@code oneOf}, which are among its keys, must be
   * given.
   */
  public Section withOneOf(List<? extends Key<?>> oneOf) {
    return new Section(name, about, keys, shorthand, oneOf, mayBeAbsent, inherited, explanations);
  }

  /**
   * Returns a section that explains why it has no such key.
   *
   * @param explanation what to do instead, one clause
   */
  public Section explaining(String word, String explanation) {
    var more = new HashMap<>(explanations);
    more.put(word, explanation);
    return new Section(
        name, about, keys, shorthand, choice, mayBeAbsent, inherited, Map.copyOf(more));
  }

  /** Returns a section that may have no value after the colon, which means an empty mapping. */
  public Section orNothing() {
    return new Section(name, about, keys, shorthand, choice, true, inherited, explanations);
  }

  /**
   * Returns a section in which missing keys of {@code some}, which are among its keys, are taken
   * from another section.
   *
   * @param from the name of that section, to follow "that of"
   */
  public Section inheriting(String from, List<? extends Key<?>> some) {
    return new Section(
        name, about, keys, shorthand, choice, mayBeAbsent, new Inherited(from, some), explanations);
  }

  /** Whether the key's default comes from another section. */
  public boolean inherits(Key<?> key) {
    return inherited.keys().contains(key);
  }

  /**
   * Returns the name of the section from which the defaults of some keys come; empty if there is
   * none.
   */
  public String origin() {
    return inherited.from();
  }

  /** Whether the key belongs to the keys of which exactly one must be given. */
  public boolean isChoice(Key<?> key) {
    return choice.contains(key);
  }

  /** Whether exactly one of several keys must be given. */
  public boolean hasChoice() {
    return !choice.isEmpty();
  }

  /** Whether the section has no meaning beyond its keys, so that it may be left out if empty. */
  public boolean meansItsKeys() {
    for (var key : keys) {
      if (key.required()) {
        return false;
      }
    }
    return !mayBeAbsent && choice.isEmpty();
  }

  /** Returns the key's default: its standard value, or a description in parentheses. */
  public String without(Key<?> key) {
    if (inherits(key)) {
      return "(that of " + inherited.from() + ")";
    }
    if (key.standard() != null) {
      return key.standard();
    }
    return key.otherwise().isEmpty() ? "(not given)" : "(" + key.otherwise() + ")";
  }

  /**
   * Returns the part of a list item that distinguishes it from the others: the value of the
   * shorthand key, or of the first key that the item has; if exactly one of several keys must be
   * given, that key.
   */
  public Object identity(Object item) {
    var members = spelledOut(item);
    for (var key : choice) {
      if (members.containsKey(key.name())) {
        return key.name();
      }
    }
    var value = shorthand == null ? null : members.get(shorthand.name());
    for (int i = 0; i < keys.size() && value == null; i++) {
      value = members.get(keys.get(i).name());
    }
    return value == null ? "" : value;
  }

  /** Returns the members of a written section, which may be in the shorthand form. */
  public Map<?, ?> spelledOut(Object value) {
    if (value instanceof Map<?, ?> members) {
      return members;
    }
    return shorthand == null ? Map.of() : Map.of(shorthand.name(), value);
  }

  public String name() {
    return name;
  }

  public String about() {
    return about;
  }

  public List<Key<?>> keys() {
    return keys;
  }

  public @Nullable Key<?> shorthand() {
    return shorthand;
  }

  @Override
  public @Nullable Fields bind(NodePosition spot, Report report) {
    var fields = new Fields(this, spot);
    if (mayBeAbsent && isAbsent(spot.node())) {
      return fields;
    }
    if (shorthand != null && spot.node() instanceof ScalarNode scalar && !isAbsent(scalar)) {
      fields.read(shorthand, spot, report);
      return fields;
    }
    if (!(spot.node() instanceof MappingNode mapping)) {
      refuse(spot, report);
      return null;
    }
    var hinted = new HashSet<String>();
    for (var member : Members.of(mapping, spot, report)) {
      var key = key(member.name());
      if (key == null) {
        report.error(
            member.key(),
            member.spot(),
            spot.trail(),
            unknown(member.name(), hinted, report.foreignWords()));
      } else {
        fields.read(key, member.spot(), report);
      }
    }
    for (var key : keys) {
      if (key.required() && !fields.isGiven(key) && !hinted.contains(key.name())) {
        report.error(
            spot,
            "\""
                + report.name(spot, key)
                + "\" is missing (expected: "
                + key.type().expected()
                + ")");
      }
    }
    checkChoice(fields, hinted, report);
    return fields;
  }

  private void checkChoice(Fields fields, Set<String> hinted, Report report) {
    Key<?> chosen = null;
    for (var key : choice) {
      if (fields.isGiven(key) && chosen != null) {
        report.error(
            fields.spot(key),
            "cannot be combined with \""
                + report.name(fields.spot(), chosen)
                + "\" (expected: only one of the two in each "
                + name
                + ")");
      }
      chosen = fields.isGiven(key) || hinted.contains(key.name()) ? key : chosen;
    }
    if (chosen == null && !choice.isEmpty()) {
      report.error(
          fields.spot(),
          "is incomplete (expected: one of the keys " + choices(fields.spot(), report) + ")");
    }
  }

  /** Returns the key with that name, or null if the section has none. */
  public @Nullable Key<?> key(String text) {
    for (var key : keys) {
      if (key.name().equals(text)) {
        return key;
      }
    }
    return null;
  }

  /**
   * @param hinted receives the key that the operator probably meant
   */
  private String unknown(String text, Set<String> hinted, ForeignWords foreign) {
    var meant = foreign.meaning(text, keys);
    if (meant != null) {
      hinted.add(meant.keys().getFirst().name());
      return "unknown key "
          + quote(text)
          + "; keepalived's "
          + text
          + " is \""
          + meant.path()
          + "\" here";
    }
    var explained = explanations.get(text);
    if (explained != null) {
      return "unknown key " + quote(text) + ": " + explained;
    }
    var names = new ArrayList<String>();
    keys.forEach(key -> names.add(key.name()));
    var nearest = Nearest.to(text, names);
    if (nearest != null) {
      hinted.add(nearest);
      return "unknown key " + quote(text) + "; did you mean \"" + nearest + "\"?";
    }
    return "unknown key "
        + quote(text)
        + (names.size() > MOST_NAMES
            ? " (docs/configuration.md lists the keys of " + name + ")"
            : " (expected: " + String.join(", ", names) + ")");
  }

  private String choices(NodePosition spot, Report report) {
    var names = new StringBuilder();
    for (var key : choice) {
      names.append(names.isEmpty() ? "" : ", ").append(report.name(spot, key));
    }
    return names.toString();
  }

  /**
   * Returns the written form, in the table's order, or only the value of the shorthand key if there
   * is no other key.
   */
  @Override
  public Object written(Fields said, Form form) {
    var members = members(said, form);
    var only = shorthand != null && members.size() == 1 ? members.get(shorthand.name()) : null;
    return only == null ? members : only;
  }

  /**
   * Returns the keys of {@code said} and their values, in the table's order. Without the defaults,
   * a standard value is left out unless it overrides another section.
   */
  public Map<String, Object> members(Fields said, Form form) {
    var members = new LinkedHashMap<String, Object>();
    for (var key : keys) {
      boolean isInherited = inherits(key);
      if (form.defaults() || isInherited || !said.isStandard(key)) {
        boolean isMerged = isInherited && key.type() instanceof Section;
        var value = said.written(key, isMerged ? form.withDefaults() : form);
        if (value != null) {
          members.put(key.name(), value);
        }
      }
    }
    return members;
  }

  @Override
  public String expected() {
    var mapping = "a mapping with the keys " + keyNames();
    return shorthand == null ? mapping : shorthand.type().expected() + ", or " + mapping;
  }

  private String keyNames() {
    var names = new StringBuilder();
    for (int i = 0; i < keys.size() && i < 4; i++) {
      names.append(i == 0 ? "" : ", ").append(keys.get(i).name());
    }
    return keys.size() > 4 ? names + " ..." : names.toString();
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    var id = name.replace(' ', '-');
    if (!definitions.containsKey(id)) {
      definitions.put(id, ""); // reserves its place in the order
      definitions.put(id, new SectionSchema(this, choice, mayBeAbsent).of(definitions));
    }
    return fragment("$ref", "#/$defs/" + id);
  }
}
