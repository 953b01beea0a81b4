package org.holdfast.agent.config.table;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Limits the size of a tree: the length of each text and the number of values. An alias is the same
 * node as its anchor, so a small file can represent millions of values; the values are counted
 * before any of them is created. PURE.
 */
public final class ValueCount {

  private static final int LONGEST_TEXT = 64 << 10;

  private final IdentityHashMap<Node, Long> counted = new IdentityHashMap<>();
  private @Nullable ScalarNode tooLong;

  private ValueCount() {}

  /** Returns whether the tree is within the limits; reports an error if not. */
  public static boolean isBearable(Node root, Report report) {
    var count = new ValueCount();
    long values = count.of(root);
    var text = count.tooLong;
    if (text != null) {
      report.error(
          text.getStartMark(),
          null,
          "a text of "
              + text.getValue().length()
              + " characters (expected: "
              + LONGEST_TEXT
              + " at most)");
      return false;
    }
    if (values <= Report.MOST_VALUES) {
      return true;
    }
    report.error(root.getStartMark(), null, Report.TOO_MANY_VALUES);
    return false;
  }

  /** Returns the number of values below the node; at most twice the limit. */
  private long of(Node node) {
    if (node instanceof ScalarNode text) {
      tooLong = tooLong == null && text.getValue().length() > LONGEST_TEXT ? text : tooLong;
      return 1;
    }
    var known = counted.get(node);
    if (known != null) {
      return known;
    }
    counted.put(node, 0L); // a node that contains itself is refused elsewhere
    long sum = 1;
    if (node instanceof SequenceNode list) {
      for (var item : list.getValue()) {
        sum = plus(sum, of(item));
      }
    } else if (node instanceof MappingNode mapping) {
      for (var member : mapping.getValue()) {
        sum = plus(sum, of(member.getValueNode()));
      }
    }
    counted.put(node, sum);
    return sum;
  }

  private static long plus(long sum, long more) {
    return Math.min(sum + more, 2L * Report.MOST_VALUES);
  }
}
