using Workbench.Server.Semantics.Layer;
using static Workbench.Tests.Semantics.Planner.LayerSketch;

namespace Workbench.Tests.Semantics.Planner;

/// <summary>Two layers that have nothing in common with the demo company, nor with each other.</summary>
internal static class SampleLayers
{
    /// <summary>A public library: fiscal year from July, named by its end.</summary>
    public static SemanticLayer Library { get; } = BuildLibrary();

    /// <summary>A hospital: civil periods, a join with two roles.</summary>
    public static SemanticLayer Hospital { get; } = BuildHospital();

    private static SemanticLayer BuildLibrary()
    {
        var at = new SourceSpan("4-products/programs.yml", 1, 1);
        var sketch = new LayerSketch(
            "City library",
            new LayerCalendar("Europe/Berlin", DayOfWeek.Monday, new FiscalYear(7, FiscalYearName.End), DefaultsToFiscal: true)
        );
        sketch
            .Entity(
                "member",
                "members",
                "name",
                [
                    Dim("name", indexed: true),
                    Dim("city", indexed: true, also: "town"),
                    Dim("tier", values: "standard,premium=prem,student=students", also: "membership tier"),
                    Dim("e_mail", access: "restricted"),
                    Dim("is_staff", "boolean", hidden: true),
                    Dim("age", "integer"),
                ],
                [At("joined", true)],
                segments: [Only("public_members", "not is_staff")],
                also: "reader, patron"
            )
            .Entity(
                "book",
                "books",
                "title",
                [
                    Dim("title", indexed: true),
                    Dim("genre", values: "fiction,non_fiction=nonfiction,children=kids|children's books"),
                    Dim("author", indexed: true, also: "writer"),
                    Dim("audience", values: "adult,student,child"),
                    Dim("pages", "integer"),
                ],
                [At("acquired", true, "date", "day")]
            )
            .Entity("branch", "branches", "name", [Dim("name", indexed: true), Dim("district", values: "north,south,east,west")], also: "location")
            .Entity(
                "loan",
                "loans",
                null,
                [Dim("channel", values: "desk,online=web"), Dim("status", values: "open,returned,overdue=late"), Dim("renewed", "boolean")],
                [At("borrowed", true), At("returned_at")],
                [To("member"), To("book"), To("branch")]
            )
            .Entity(
                "fine",
                "fines",
                null,
                [Dim("reason", values: "late_return,damage=damaged,loss=lost"), Dim("state", values: "paid,unpaid=outstanding|open")],
                [At("issued", true)],
                [To("member")]
            )
            .Entity(
                "membership_month",
                "membership months",
                null,
                [Dim("fee_cents", "integer")],
                [At("month", true, "date", "month")],
                [To("member")],
                key: "member_id month"
            )
            .Entity(
                "purchase",
                "purchases",
                null,
                [Dim("vendor", indexed: true), Dim("price", "decimal")],
                [At("bought", true)],
                [To("book")],
                access: "restricted"
            )
            .Metric("loans", "Loans", Count("loan"), also: "borrowings, checkouts")
            .Metric("overdue_loans", "Overdue loans", Count("loan", "status = 'overdue'"), also: "late loans")
            .Metric("active_members", "Active members", Of("loan", AggregationKind.CountDistinct, "member_id"), description: "Members who borrowed something.")
            .Metric("new_members", "New members", Count("member", time: "joined"), also: "signups, joiners")
            .Metric("books", "Titles", Count("book"))
            .Metric("median_loan_days", "Median loan duration", Of("loan", AggregationKind.Median, "borrowed"), unit: "days")
            .Metric("fines_charged", "Fines charged", Of("fine", AggregationKind.Sum, "amount"), unit: "USD", also: "fine revenue")
            .Metric("average_fine", "Average fine", Of("fine", AggregationKind.Average, "amount"), unit: "USD")
            .Metric("fine_count", "Number of fines", Count("fine"))
            .Metric(
                "membership_revenue",
                "MMR",
                Balance("membership_month", "fee_cents / 100.0", "month"),
                also: "monthly membership revenue",
                unit: "USD",
                description: "What members pay a month."
            )
            .Metric("amr", "AMR", Derived("membership_revenue * 12", "membership_revenue"), also: "annual membership revenue", unit: "USD")
            .Metric("loans_per_member", "Loans per member", Ratio("loans", "active_members"))
            .Metric("late_rate", "Late rate", Ratio("overdue_loans", "loans"), unit: "percent")
            .Metric(
                "activation",
                "Activation rate",
                new ConversionMetric("new_members", "loans", "member", new MovingWindow(14, "days"), ConversionCalculation.Rate, []),
                unit: "percent"
            )
            .Metric(
                "cumulative_loans",
                "Cumulative loans",
                new CumulativeMetric(new MetricInput("loans", "loans"), new ToDate("fiscal_year"), PeriodAggregation.Last)
            )
            .Metric("acquisition_cost", "Acquisition cost", Of("purchase", AggregationKind.Sum, "price"), unit: "USD");
        sketch.Products.Add(
            new Product(
                "Student",
                "program",
                ["student program"],
                null,
                [new FieldMeaning("member.tier", ["student"], at)],
                [new FieldMeaning("book.audience", ["student"], at)],
                false,
                at
            )
        );
        sketch.Glossary.Add(new GlossaryTerm("Circulation", "How many items leave the house.", [], ["loans"], at));
        return sketch.Build();
    }

    private static SemanticLayer BuildHospital()
    {
        var sketch = new LayerSketch(
            "St. Anna hospital",
            new LayerCalendar("UTC", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), DefaultsToFiscal: false)
        );
        return sketch
            .Entity(
                "patient",
                "patients",
                "name",
                [
                    Dim("name", access: "restricted"),
                    Dim("gender", values: "female=women,male=men"),
                    Dim("insurance", values: "statutory=public,private"),
                    Dim("city", indexed: true),
                ],
                [At("registered", true)]
            )
            .Entity(
                "doctor",
                "doctors",
                "name",
                [Dim("name", indexed: true), Dim("specialty", values: "cardiology,surgery,pediatrics=paediatrics,oncology")],
                also: "physician"
            )
            .Entity("department", "departments", "name", [Dim("name", values: "cardiology,surgery,intensive_care=icu,maternity")], also: "ward, unit")
            .Entity(
                "admission",
                "admissions",
                null,
                [
                    Dim("kind", values: "emergency=er,elective=planned"),
                    Dim("outcome", values: "recovered,transferred,died=deceased|death"),
                    Dim("severity", "integer"),
                ],
                [At("admitted", true), At("discharged")],
                [To("patient"), To("doctor", "attending"), To("doctor", "referring", "referrer"), To("department")]
            )
            .Entity(
                "appointment",
                "appointments",
                null,
                [Dim("status", values: "kept,cancelled=canceled,no_show=missed"), Dim("slot")],
                [At("scheduled", true)],
                [To("patient"), To("doctor")],
                also: "visit"
            )
            .Entity("bed_day", "bed days", null, [Dim("occupied", "integer")], [At("day", true, "date", "day")], [To("department")], key: "department_id day")
            .Metric("admissions", "Admissions", Count("admission"))
            .Metric("discharges", "Discharges", Count("admission", time: "discharged"))
            .Metric("average_stay", "Average length of stay", Of("admission", AggregationKind.Average, "severity"), also: "ALOS", unit: "days")
            .Metric("beds_occupied", "Occupied beds", Balance("bed_day", "occupied", "day"))
            .Metric("appointments", "Appointments", Count("appointment"))
            .Metric("no_shows", "No-shows", Count("appointment", "status = 'no_show'"), also: "missed appointments")
            .Metric("no_show_rate", "No-show rate", Ratio("no_shows", "appointments"), unit: "percent")
            .Metric("charges", "Charges", Of("admission", AggregationKind.Sum, "severity"), unit: "USD", also: "billed amount")
            .Metric("patients_treated", "Patients treated", Of("admission", AggregationKind.CountDistinct, "patient_id"))
            .Build();
    }
}
