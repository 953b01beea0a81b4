package org.holdfast.agent.config.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.jspecify.annotations.Nullable;

/** A value in the shape of our YAML file, and where in the old file it comes from. */
public sealed interface Tree {

  /** Where it was said, or where what it follows from was. */
  FilePosition place();

  /** One piece of text. */
  record Text(FilePosition place, String text) implements Tree {}

  /** Values in a row. */
  record Items(FilePosition place, List<Tree> items) implements Tree {
    public Items {
      items = new ArrayList<>(items); // grows while a file is read
    }
  }

  /** Values under keys, in the order in which they came; grows while a file is read. */
  final class Mapping implements Tree {

    private final FilePosition place;
    private final Map<String, Tree> members = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private int lastLine;

    public Mapping(FilePosition place) {
      this.place = place;
    }

    @Override
    public FilePosition place() {
      return place;
    }

    /** By key. */
    public Map<String, Tree> members() {
      return members;
    }

    /** What of the old block is not here, a line each. */
    public List<String> remarks() {
      return remarks;
    }

    /** Says that the block it comes from ends on that line. */
    public void endsAt(int line) {
      lastLine = line;
    }

    /** Whether the line is in the block that it comes from; never for one that has no block. */
    public boolean covers(String file, int line) {
      return place.file().equals(file) && place.line() <= line && line <= lastLine;
    }

    /** Adds a line to what its YAML says of the old block. */
    public void remark(String text) {
      remarks.add(text);
    }

    public boolean has(String path) {
      return get(path) != null;
    }

    /** What stands under keys with dots between them; null for nothing. */
    public @Nullable Tree get(String path) {
      int dot = path.indexOf('.');
      if (dot < 0) {
        return members.get(path);
      }
      return members.get(path.substring(0, dot)) instanceof Mapping below
          ? below.get(path.substring(dot + 1))
          : null;
    }

    /** Replaces what is there; nothing for null. */
    public void put(String path, @Nullable Tree value) {
      int dot = path.indexOf('.');
      if (value == null) {
        return;
      }
      if (dot >= 0) {
        section(path.substring(0, dot), value.place()).put(path.substring(dot + 1), value);
      } else {
        members.put(path, value);
      }
    }

    public void put(String path, FilePosition from, String text) {
      put(path, new Text(from, text));
    }

    public void putIfAbsent(String path, FilePosition from, String text) {
      if (!has(path)) {
        put(path, from, text);
      }
    }

    public void remove(String key) {
      members.remove(key);
    }

    /** Whether something stands under the path. */
    public boolean has(KeyPath<?> path) {
      return has(path.path());
    }

    /** What stands under the path; null for nothing. */
    public @Nullable Tree get(KeyPath<?> path) {
      return get(path.path());
    }

    /** Replaces what is there; does nothing for null. */
    public void put(KeyPath<?> path, @Nullable Tree value) {
      put(path.path(), value);
    }

    /** Replaces what is there. */
    public void put(KeyPath<?> path, FilePosition from, String text) {
      put(path.path(), from, text);
    }

    /** Puts the text when nothing stands under the path. */
    public void putIfAbsent(KeyPath<?> path, FilePosition from, String text) {
      putIfAbsent(path.path(), from, text);
    }

    /** Appends to the list under the path. */
    public void add(KeyPath<?> path, Tree item) {
      add(path.path(), item);
    }

    /** The list under the path; an empty one for none. */
    public List<Tree> items(KeyPath<?> path) {
      return items(path.path());
    }

    /** The text under the path, or {@code otherwise}. */
    public String text(KeyPath<?> path, String otherwise) {
      return text(path.path(), otherwise);
    }

    /** The text under the path; null for none. */
    public @Nullable String text(KeyPath<?> path) {
      return text(path.path());
    }

    /** Takes out what stands under a key of this mapping. */
    public void remove(Key<?> key) {
      remove(key.name());
    }

    /** The mapping under {@code key}, made when there is none. */
    public Mapping section(Key<?> key, FilePosition from) {
      return section(key.name(), from);
    }

    /** The mapping under {@code key}, made when there is none. */
    public Mapping section(String key, FilePosition from) {
      if (members.get(key) instanceof Mapping there) {
        return there;
      }
      var made = new Mapping(from);
      members.put(key, made);
      return made;
    }

    /** One more behind what stands in a list. */
    public void add(String path, Tree item) {
      if (get(path) instanceof Items there) {
        there.items().add(item);
      } else {
        put(path, new Items(item.place(), List.of(item)));
      }
    }

    public List<Tree> items(String path) {
      return get(path) instanceof Items there ? there.items() : List.of();
    }

    public String text(String path, String otherwise) {
      var text = text(path);
      return text == null ? otherwise : text;
    }

    /** The text under a path; null for none. */
    public @Nullable String text(String path) {
      return get(path) instanceof Text text ? text.text() : null;
    }
  }
}
