#include "report/chart.h"

#include "report/words.h"

#define LEFT 46.0 /* room for the numbers of the scale */
#define RIGHT 12.0
#define TOP 22.0  /* room for the closing's label */
#define FOOT 24.0 /* room for the days */
#define ROW 18.0  /* a line of the legend */
#define KEY 11.0
#define LABELS 8 /* days named below the bars, at most */

static void
free_shape(gpointer data)
{
    ChartShape *shape = data;
    g_free(shape->text);
    g_free(shape);
}

static void
add_box(GPtrArray *shapes, ChartShapeKind kind, gsize series,
        const double box[4])
{
    ChartShape *shape = g_new0(ChartShape, 1);
    shape->kind = kind;
    shape->series = series;
    shape->x = box[0];
    shape->y = box[1];
    shape->width = box[2];
    shape->height = box[3];
    g_ptr_array_add(shapes, shape);
}

static void
add_text(GPtrArray *shapes, double x, double y, double anchor, const char *text)
{
    ChartShape *shape = g_new0(ChartShape, 1);
    shape->kind = CHART_TEXT;
    shape->x = x;
    shape->y = y;
    shape->anchor = anchor;
    shape->text = g_strdup(text);
    g_ptr_array_add(shapes, shape);
}

/* The step of the scale: 1, 2 or 5 times a power of ten, at most five. */
static guint
choose_step(guint highest)
{
    static const guint digits[] = {1, 2, 5};
    for (guint power = 1; power <= 100000000; power *= 10) {
        for (gsize i = 0; i < G_N_ELEMENTS(digits); i++) {
            if (highest <= digits[i] * power * 5)
                return digits[i] * power;
        }
    }
    return highest;
}

typedef struct {
    double x, y, width, height; /* of the bars' field */
    guint top;                  /* value at the upper edge */
    double slot;                /* a bar and its gap */
} Field;

static void
add_scale(GPtrArray *shapes, const Field *field, guint step)
{
    for (guint value = 0; value <= field->top; value += step) {
        double y =
            field->y + field->height - field->height * value / field->top;
        add_box(shapes, CHART_GRID, 0,
                (double[]){field->x, y, field->width, 0});
        g_autofree char *number = words_number(value);
        add_text(shapes, field->x - 6, y + 4, 1, number);
    }
}

static void
add_bars(GPtrArray *shapes, const Chart *chart, const Field *field)
{
    gsize every = (chart->n_bars + LABELS - 1) / LABELS;
    double width = MIN(field->slot * 0.78, 40);
    for (gsize i = 0; i < chart->n_bars; i++) {
        const ChartBar *bar = &chart->bars[i];
        double middle = field->x + field->slot * ((double)i + 0.5);
        double y = field->y + field->height;
        for (gsize s = 0; s < chart->n_series; s++) {
            if (bar->counts[s] == 0)
                continue;
            double height = field->height * bar->counts[s] / field->top;
            y -= height;
            add_box(shapes, CHART_BAR, s,
                    (double[]){middle - width / 2, y, width, height});
        }
        if (i % every == 0)
            add_text(shapes, middle, field->y + field->height + 16, 0.5,
                     bar->label);
    }
}

static void
add_closing(GPtrArray *shapes, const Chart *chart, const Field *field)
{
    if (chart->closing_after < 0)
        return;
    double x = field->x + field->slot * (double)(chart->closing_after + 1);
    add_box(shapes, CHART_CLOSING, 0,
            (double[]){x, field->y - 6, 0, field->height + 6});
    gboolean right_half = x > field->x + field->width / 2;
    add_text(shapes, x, field->y - 10, right_half ? 1 : 0,
             chart->closing_label);
}

static void
add_legend(GPtrArray *shapes, const Chart *chart, double y)
{
    for (gsize s = 0; s < chart->n_series; s++) {
        double line = y + ROW * (double)s;
        add_box(shapes, CHART_KEY, s, (double[]){LEFT, line, KEY, KEY});
        add_text(shapes, LEFT + KEY + 7, line + KEY - 1, 0, chart->series[s]);
    }
}

GPtrArray *
chart_layout(const Chart *chart, double width, double height)
{
    GPtrArray *shapes = g_ptr_array_new_with_free_func(free_shape);
    double legend = ROW * (double)chart->n_series;
    guint step = choose_step(chart->highest);
    Field field = {.x = LEFT,
                   .y = TOP,
                   .width = width - LEFT - RIGHT,
                   .height = height - TOP - FOOT - legend - 6};
    field.top = (chart->highest + step - 1) / step * step;
    field.slot = field.width / (double)chart->n_bars;
    add_scale(shapes, &field, step);
    add_bars(shapes, chart, &field);
    add_closing(shapes, chart, &field);
    add_legend(shapes, chart, field.y + field.height + FOOT + 6);
    return shapes;
}
