package org.holdfast.agent.config.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
