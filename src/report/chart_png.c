#include "report/chart.h"

#include <cairo.h>
#include <gio/gio.h>

#define WIDTH 560
#define PLOT 220
#define LEGEND_ROW 18
#define SCALE 2 /* sharp on a telephone */

/* The colours of the light pages (conf/pages/style.css), each at least 3:1
 * on white (WCAG 2.1, 1.4.11). */
static const guint32 series_colours[CHART_SERIES] = {
    0x000091, 0xb34000, 0x00736b, 0x8b3fa8, 0x6a6100, 0x666666,
};

static void
set_colour(cairo_t *cairo, guint32 rgb)
{
    cairo_set_source_rgb(cairo, (rgb >> 16) / 255.0, (rgb >> 8 & 0xff) / 255.0,
                         (rgb & 0xff) / 255.0);
}

static void
draw_line(cairo_t *cairo, const ChartShape *shape)
{
    gboolean closing = shape->kind == CHART_CLOSING;
    set_colour(cairo, closing ? 0xc9191e : 0xdddddd);
    cairo_set_line_width(cairo, closing ? 2 : 1);
    cairo_move_to(cairo, shape->x, shape->y);
    cairo_line_to(cairo, shape->x + shape->width, shape->y + shape->height);
    cairo_stroke(cairo);
}

static void
draw_shape(cairo_t *cairo, const ChartShape *shape)
{
    if (shape->kind == CHART_GRID || shape->kind == CHART_CLOSING) {
        draw_line(cairo, shape);
        return;
    }
    if (shape->kind == CHART_TEXT) {
        cairo_text_extents_t extents;
        cairo_text_extents(cairo, shape->text, &extents);
        set_colour(cairo, 0x3a3a3a);
        cairo_move_to(cairo, shape->x - extents.x_advance * shape->anchor,
                      shape->y);
        cairo_show_text(cairo, shape->text);
        return;
    }
    set_colour(cairo, series_colours[shape->series]);
    cairo_rectangle(cairo, shape->x, shape->y, shape->width, shape->height);
    cairo_fill_preserve(cairo);
    /* A white edge tells stacked pieces apart without their colours. */
    set_colour(cairo, 0xffffff);
    cairo_set_line_width(cairo, 1);
    cairo_stroke(cairo);
}

static cairo_status_t
append_bytes(void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
write_surface(cairo_surface_t *surface, GByteArray *png)
{
    cairo_status_t status =
        cairo_surface_write_to_png_stream(surface, append_bytes, png);
    cairo_surface_destroy(surface);
    return status;
}

GBytes *
chart_png(const Chart *chart, GError **error)
{
    int height = PLOT + LEGEND_ROW * (int)chart->n_series;
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, WIDTH * SCALE, height * SCALE);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, SCALE, SCALE);
    set_colour(cairo, 0xffffff);
    cairo_paint(cairo);
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 12);
    g_autoptr(GPtrArray) shapes = chart_layout(chart, WIDTH, height);
    for (gsize i = 0; i < shapes->len; i++)
        draw_shape(cairo, shapes->pdata[i]);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    g_autoptr(GByteArray) png = g_byte_array_new();
    cairo_status_t written = write_surface(surface, png);
    if (status == CAIRO_STATUS_SUCCESS)
        status = written;
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(g_steal_pointer(&png));
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                "the chart cannot be drawn: %s",
                cairo_status_to_string(status));
    return NULL;
}
