package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  @Test
  void everyFieldSurvivesJson() throws IOException {
    assertThat(StatusReport.fromJson(Reports.full().toJson())).isEqualTo(Reports.full());
  }

  @Test
  void missingValuesAreWrittenAsNull() {
    assertThat(Reports.full().toJson())
        .contains("\"master\" : null", "\"source\" : null", "\"masterDownInSeconds\" : null");
  }

  @Test
  void fieldsStandInTheOrderInWhichTheyAreRead() {
    var json = Reports.full().toJson();

    assertThat(json.indexOf("\"version\"")).isLessThan(json.indexOf("\"instances\""));
    assertThat(json.indexOf("\"state\"")).isLessThan(json.indexOf("\"why\""));
  }

  @Test
  void aTextThatIsNotAReportIsRefused() {
    assertThatThrownBy(() -> StatusReport.fromJson("holdfast")).isInstanceOf(IOException.class);
  }
}
