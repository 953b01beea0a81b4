package org.holdfast.agent.config.words;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.SimpleType;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** A command as {@link CommandType} reads it, or a mapping that also names the user. */
public final class NotifyCommandType extends SimpleType<NotifyCommand> {

  static final NotifyCommandType INSTANCE = new NotifyCommandType();

  private static final Section AS_USER =
      Section.of(
          "command of a user",
          "A program, and the user that runs it.",
          CommandKeywords.COMMAND,
          CommandKeywords.USER,
          CommandKeywords.GROUP);

  private NotifyCommandType() {}

  @Override
  public @Nullable NotifyCommand bind(NodePosition spot, Report report) {
    if (!(spot.node() instanceof MappingNode)) {
      var words = CommandType.INSTANCE.bind(spot, report);
      return words == null ? null : NotifyCommand.of(words);
    }
    var fields = AS_USER.bind(spot, report);
    if (fields == null || !fields.isComplete()) {
      return null;
    }
    var user = fields.find(CommandKeywords.USER);
    var group = fields.find(CommandKeywords.GROUP);
    if (user == null && fields.isGiven(CommandKeywords.GROUP)) {
      if (fields.isSound(CommandKeywords.USER)) {
        report.error(fields.spot(CommandKeywords.GROUP), "a group without a user; add user");
      }
      return null;
    }
    return new NotifyCommand(fields.get(CommandKeywords.COMMAND), user, group);
  }

  @Override
  public Object written(NotifyCommand value) {
    var words = CommandType.INSTANCE.written(value.words());
    if (value.user() == null) {
      return words;
    }
    var members = new LinkedHashMap<String, Object>();
    members.put(CommandKeywords.COMMAND.name(), words);
    members.put(CommandKeywords.USER.name(), value.user());
    if (value.group() != null) {
      members.put(CommandKeywords.GROUP.name(), value.group());
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
