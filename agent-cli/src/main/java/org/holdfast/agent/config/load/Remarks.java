package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.YamlWriter;

/** Adds the problems of a keepalived.conf to the tree, as comments in the YAML text. */
final class Remarks {

  private final String file;
  private final List<Block> blocks = new ArrayList<>();

  private record Block(Mapping mapping, int depth) {}

  private Remarks(String file) {
    this.file = file;
  }

  /** Adds each problem to the innermost block that contains it, or to the file. */
  static void put(Mapping root, String file, List<Problem> problems) {
    var remarks = new Remarks(file);
    remarks.collect(root, 0);
    for (var problem : problems) {
      remarks.innermost(root, problem).remark(remarks.text(problem));
    }
  }

  /**
   * Returns the problems as comments at the top of a file that does not keep the original layout.
   */
  static String comments(String file, List<Problem> problems) {
    var remarks = new Remarks(file);
    var root = new Mapping(new FilePosition(file, 1, 1));
    problems.forEach(problem -> root.remark(remarks.text(problem)));
    return YamlWriter.write(root);
  }

  private String text(Problem problem) {
    var other = problem.file().equals(file) ? "" : problem.file() + " ";
    return other + "line " + problem.line() + ": " + problem.message();
  }

  private void collect(Tree tree, int depth) {
    switch (tree) {
      case Mapping mapping -> {
        blocks.add(new Block(mapping, depth));
        mapping.members().values().forEach(member -> collect(member, depth + 1));
      }
      case Items list -> list.items().forEach(item -> collect(item, depth + 1));
      case Tree.Text _ -> {}
    }
  }

  private Mapping innermost(Mapping root, Problem problem) {
    var found = new Block(root, 0);
    for (var block : blocks) {
      if (block.depth() > found.depth() && block.mapping().covers(problem.file(), problem.line())) {
        found = block;
      }
    }
    return found.mapping();
  }
}
