package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two YAML files, each split into its instances, its virtual servers and the rest, so that a
 * comparison parses only the pieces whose text differs.
 */
public record ComparedFiles(Side before, Side after) {

  /**
   * A virtual server or an instance of one of the files.
   *
   * @param text its lines
   * @param inBoth whether the other file has exactly the same lines
   */
  public record Piece(String text, boolean inBoth) {}

  /**
   * One of the files. The beginning and the end that the lists of both files have in common may be
   * left out of them.
   *
   * @param rest the text without the pieces, but with the lines of their keys
   * @param instances the instances in the file's order; null if the rest contains them
   * @param servers the virtual servers in the file's order; null if the rest contains them
   */
  public record Side(String rest, @Nullable List<Piece> instances, @Nullable List<Piece> servers) {}

  /** One kind of piece in both files. */
  private record Pieces(
      List<Piece> before, List<Piece> after, String restBefore, String restAfter) {}

  /**
   * Splits two files; returns null if neither instances nor virtual servers can be separated in
   * both of them.
   */
  public static @Nullable ComparedFiles of(String before, String after) {
    var oldServers = YamlSplit.of(before, null);
    var servers = pieces(oldServers, oldServers == null ? null : YamlSplit.of(after, oldServers));
    var restBefore = servers == null ? before : servers.restBefore();
    var restAfter = servers == null ? after : servers.restAfter();
    var instances = pieces(YamlSplit.ofInstances(restBefore), YamlSplit.ofInstances(restAfter));
    if (servers == null && instances == null) {
      return null;
    }
    return new ComparedFiles(
        new Side(
            instances == null ? restBefore : instances.restBefore(),
            instances == null ? null : instances.before(),
            servers == null ? null : servers.before()),
        new Side(
            instances == null ? restAfter : instances.restAfter(),
            instances == null ? null : instances.after(),
            servers == null ? null : servers.after()));
  }

  private static @Nullable Pieces pieces(@Nullable YamlSplit old, @Nullable YamlSplit now) {
    if (old == null || now == null) {
      return null;
    }
    var unmatched = new boolean[old.count()];
    Arrays.fill(unmatched, true);
    var come = new ArrayList<String>();
    for (int i = 0; i < now.count(); i++) {
      int same = now.earlier(i, old.count());
      if (same < 0) {
        come.add(now.member(i));
      } else {
        unmatched[same] = false;
      }
    }
    var gone = new ArrayList<String>();
    for (int i = 0; i < unmatched.length; i++) {
      if (unmatched[i]) {
        gone.add(old.member(i));
      }
    }
    return new Pieces(marked(gone, come), marked(come, gone), old.rest(), now.rest());
  }

  private static List<Piece> marked(List<String> texts, List<String> others) {
    var both = new HashSet<>(others);
    return texts.stream().map(text -> new Piece(text, both.contains(text))).toList();
  }
}
