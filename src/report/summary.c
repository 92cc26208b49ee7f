#include "report/summary.h"

ReportPosition
report_total(const ReportSummary *summary)
{
    ReportPosition total = {0};
    for (gsize i = 0; i < summary->n_positions; i++) {
        const ReportPosition *position = &summary->positions[i];
        total.complete += position->complete;
        total.incomplete += position->incomplete;
        total.withdrawn += position->withdrawn;
        total.late += position->late;
        total.opinion += position->opinion;
        total.fresh += position->fresh;
    }
    return total;
}

guint
report_position_dossiers(const ReportPosition *position)
{
    return position->complete + position->incomplete + position->withdrawn;
}
