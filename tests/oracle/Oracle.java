import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.storage.StorageManager;
import org.javarosa.core.services.storage.util.DummyIndexedStorageUtility;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xform.util.XFormUtils;

/** Replays steps on forms with ODK's own engine: one JSON request a line in, one JSON answer a line out. */
public class Oracle {
    private static final XFormAnswerDataSerializer SERIALIZER = new XFormAnswerDataSerializer();
    private final FormDef form;
    private final FormEntryModel model;
    private final FormEntryController controller;

    Oracle(String xml) throws Exception {
        form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        settle();
    }

    public static void main(String[] arguments) throws Exception {
        StorageManager.setStorageFactory((name, type) -> new DummyIndexedStorageUtility());
        new XFormsModule().registerModule();
        new CoreModelModule().registerModule();
        new JavaRosaCoreModule().registerModule();
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(System.err);
        ObjectMapper json = new ObjectMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            List<Object> states = new ArrayList<>();
            try {
                JsonNode request = json.readTree(line);
                Oracle oracle = new Oracle(request.get("xml").asText());
                states.add(oracle.state(""));
                for (JsonNode step : request.get("steps")) {
                    states.add(oracle.state(oracle.take(step)));
                }
            } catch (Throwable error) {
                answer.put("failure", error.getClass().getSimpleName() + ": " + error.getMessage());
            }
            answer.put("states", states);
            out.println(json.writeValueAsString(answer));
        }
    }

    private String take(JsonNode step) throws Exception {
        String verdict;
        if (step.has("add")) {
            verdict = add(step.get("add").asText());
        } else {
            verdict = answer(step.get("ref").asText(), step.get("value").asText());
        }
        settle();
        return verdict;
    }

    private String add(String ref) {
        for (FormIndex i = FormIndex.createBeginningOfFormIndex(); !i.isEndOfFormIndex(); i = model.incrementIndex(i)) {
            if (i.isInForm() && model.getEvent(i) == FormEntryController.EVENT_PROMPT_NEW_REPEAT
                && spell(i.getReference()).replaceAll("\\[\\d+\\]$", "").equals(ref)) {
                controller.newRepeat(i);
                return "";
            }
        }
        return "unknown";
    }

    private String answer(String ref, String value) throws Exception {
        FormIndex index = find(ref);
        if (index == null) {
            TreeElement element = element(form.getMainInstance().getRoot(), ref);
            if (element == null) {
                return "unknown";
            }
            IAnswerData data = value.isEmpty() ? null
                : AnswerDataFactory.templateByDataType(element.getDataType()).cast(new UncastData(value));
            form.setValue(data, element.getRef(), element, true);
            return "";
        }
        if (!model.isIndexRelevant(index)) {
            return "irrelevant";
        }
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        if (prompt.isReadOnly()) {
            return "readonly";
        }
        IAnswerData data = null;
        if (!value.isEmpty()) {
            try {
                data = AnswerDataFactory.template(prompt.getControlType(), prompt.getDataType()).cast(new UncastData(value));
            } catch (IllegalArgumentException error) {
                return "type";
            }
            if (prompt.getSelectChoices() != null && !isOffered(prompt, data)) {
                return "choice";
            }
        }
        int code = controller.answerQuestion(index, data, true);
        return code == FormEntryController.ANSWER_OK ? ""
            : code == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY ? "required" : "constraint";
    }

    private boolean isOffered(FormEntryPrompt prompt, IAnswerData data) {
        List<String> names = new ArrayList<>();
        for (SelectChoice choice : prompt.getSelectChoices()) {
            names.add(choice.getValue());
        }
        if (data.getValue() instanceof List) {
            for (Object selection : (List<?>) data.getValue()) {
                if (!names.contains(((Selection) selection).getValue())) {
                    return false;
                }
            }
            return true;
        }
        return names.contains(((Selection) data.getValue()).getValue());
    }

    private FormIndex find(String ref) {
        for (FormIndex i = FormIndex.createBeginningOfFormIndex(); !i.isEndOfFormIndex(); i = model.incrementIndex(i)) {
            if (i.isInForm() && model.getEvent(i) == FormEntryController.EVENT_QUESTION && spell(i.getReference()).equals(ref)) {
                return i;
            }
        }
        return null;
    }

    /** Does what showing every question would do: counted repeats are made, choices no longer offered are cleared. */
    private void settle() {
        for (int round = 0; round < 20; round++) {
            controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
            while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) {
                // stepping makes the instances a count asks for
            }
            boolean changed = removeSurplus();
            for (FormIndex i = FormIndex.createBeginningOfFormIndex(); !i.isEndOfFormIndex(); i = model.incrementIndex(i)) {
                if (!i.isInForm() || model.getEvent(i) != FormEntryController.EVENT_QUESTION || !model.isIndexRelevant(i)) {
                    continue;
                }
                TreeElement element = form.getMainInstance().resolveReference(i.getReference());
                QuestionDef question = (QuestionDef) form.getChild(i);
                if (question.getDynamicChoices() == null) {
                    continue;
                }
                String before = text(element.getValue());
                form.getEvaluationContext();
                model.getQuestionPrompt(i).getSelectChoices();
                IAnswerData now = element.getValue();
                String after = text(now);
                if (!before.equals(after)) {
                    form.setValue(after.isEmpty() ? null : now, i.getReference(), element, true);
                    changed = true;
                }
            }
            if (!changed) {
                return;
            }
        }
    }

    /** Takes away the instances beyond a count that has become smaller, which this engine itself leaves standing. */
    private boolean removeSurplus() {
        for (FormIndex i = FormIndex.createBeginningOfFormIndex(); !i.isEndOfFormIndex(); i = model.incrementIndex(i)) {
            if (!i.isInForm() || !(form.getChild(i) instanceof GroupDef) || model.getEvent(i) != FormEntryController.EVENT_REPEAT) {
                continue;
            }
            GroupDef group = (GroupDef) form.getChild(i);
            if (group.getCountReference() == null) {
                continue;
            }
            TreeReference ref = FormInstance.unpackReference(group.getCountReference()).contextualize(i.getReference());
            IAnswerData count = form.getMainInstance().resolveReference(ref).getValue();
            int wanted = count == null ? 0 : (int) Double.parseDouble(text(count));
            if (i.getReference().getMultLast() >= wanted) {
                form.deleteRepeat(i);
                return true;
            }
        }
        return false;
    }

    private Map<String, Object> state(String verdict) throws Exception {
        Map<String, Object> state = new LinkedHashMap<>();
        List<Object> nodes = new ArrayList<>();
        TreeElement root = form.getMainInstance().getRoot();
        for (int i = 0; i < root.getNumChildren(); i++) {
            dump(root.getChildAt(i), nodes);
        }
        state.put("verdict", verdict);
        state.put("nodes", nodes);
        state.put("xml", new String(new XFormSerializingVisitor().serializeInstance(form.getMainInstance()), StandardCharsets.UTF_8));
        return state;
    }

    private void dump(TreeElement element, List<Object> nodes) {
        if (element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        Map<String, Object> node = new LinkedHashMap<>();
        boolean relevant = element.isRelevant();
        node.put("ref", spell(element.getRef()));
        node.put("relevant", relevant);
        node.put("required", element.isRequired());
        node.put("readonly", !element.isEnabled());
        node.put("value", relevant ? text(element.getValue()) : "");
        node.put("constraint_ok", !relevant || element.getValue() == null || form.evaluateConstraint(element.getRef(), element.getValue()));
        nodes.add(node);
        for (int i = 0; i < element.getNumChildren(); i++) {
            dump(element.getChildAt(i), nodes);
        }
    }

    private static String text(IAnswerData data) {
        return data == null ? "" : String.valueOf(SERIALIZER.serializeAnswerData(data));
    }

    private TreeElement element(TreeElement parent, String ref) {
        if (spell(parent.getRef()).equals(ref)) {
            return parent;
        }
        for (int i = 0; i < parent.getNumChildren(); i++) {
            TreeElement child = parent.getChildAt(i);
            TreeElement found = child.getMult() == TreeReference.INDEX_TEMPLATE ? null : element(child, ref);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private String spell(TreeReference ref) {
        StringBuilder spelled = new StringBuilder();
        TreeReference soFar = TreeReference.rootRef();
        for (int i = 0; i < ref.size(); i++) {
            soFar.add(ref.getName(i), ref.getMultiplicity(i));
            spelled.append('/').append(ref.getName(i));
            if (form.getMainInstance().getTemplate(soFar) != null) {
                spelled.append('[').append(ref.getMultiplicity(i) + 1).append(']');
            }
        }
        return spelled.toString();
    }
}
