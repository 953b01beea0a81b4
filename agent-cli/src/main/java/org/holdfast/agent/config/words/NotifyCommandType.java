package org.holdfast.agent.config.words;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.SimpleType;
import org.holdfast.agent.config.table.Spot;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** A command as {@link CommandType} reads it, or a mapping that names its user as well. */
public final class NotifyCommandType extends SimpleType<NotifyCommand> {

  static final NotifyCommandType INSTANCE = new NotifyCommandType();

  private static final Section AS_USER =
      Section.of(
          "command of a user",
          "A program, and the user that runs it.",
          Keywords.COMMAND,
          Keywords.USER,
          Keywords.GROUP);

  private NotifyCommandType() {}

  @Override
  public @Nullable NotifyCommand bind(Spot spot, Report report) {
    if (!(spot.node() instanceof MappingNode)) {
      var words = CommandType.INSTANCE.bind(spot, report);
      return words == null ? null : NotifyCommand.of(words);
    }
    var fields = AS_USER.bind(spot, report);
    if (fields == null || !fields.isComplete()) {
      return null;
    }
    var user = fields.find(Keywords.USER);
    var group = fields.find(Keywords.GROUP);
    if (user == null && fields.isGiven(Keywords.GROUP)) {
      if (fields.isSound(Keywords.USER)) {
        report.error(fields.spot(Keywords.GROUP), "a group without a user; add user");
      }
      return null;
    }
    return new NotifyCommand(fields.get(Keywords.COMMAND), user, group);
  }

  @Override
  public Object written(NotifyCommand value) {
    var words = CommandType.INSTANCE.written(value.words());
    if (value.user() == null) {
      return words;
    }
    var members = new LinkedHashMap<String, Object>();
    members.put(Keywords.COMMAND.name(), words);
    members.put(Keywords.USER.name(), value.user());
    if (value.group() != null) {
      members.put(Keywords.GROUP.name(), value.group());
    }
    return members;
  }

  @Override
  public String expected() {
    return CommandType.INSTANCE.expected() + ", or a mapping of command, user and group";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "anyOf", List.of(CommandType.INSTANCE.schema(definitions), AS_USER.schema(definitions)));
  }
}
