package org.holdfast.agent.config.pieces;

import java.util.BitSet;
import java.util.List;
import org.holdfast.agent.config.Problem;

/**
 * The keepalived.conf from which a YAML text was translated; each of its blocks has become the
 * virtual server with the same index.
 *
 * @param asking the blocks whose translation or binding depends on the host
 * @param names the names of the virtual servers
 * @param warnings the warnings about the file, in the order of their positions
 */
public record TranslatedFile(
    ConfSplit split, BitSet asking, List<String> names, List<Problem> warnings) {

  public TranslatedFile {
    names = List.copyOf(names);
    warnings = List.copyOf(warnings);
  }
}
